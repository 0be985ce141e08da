/** A place on a page of 1280 × 720, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const PAGE_SIZE = { width: 1280, height: 720 } as const;

const at = (x: number, y: number, width: number, height: number): Place => ({ x, y, width, height });

/** Where each visual stands, by page and id; the reading order of a keyboard is the order here. */
export const LAYOUT: Readonly<Record<string, Readonly<Record<string, Place>>>> = {
  overview: {
    'country-filter': at(16, 16, 180, 64),
    'category-filter': at(208, 16, 180, 64),
    'segment-filter': at(400, 16, 180, 64),
    'total-revenue': at(16, 92, 168, 104),
    'total-orders': at(196, 92, 168, 104),
    'distinct-orders': at(376, 92, 168, 104),
    'average-basket': at(556, 92, 168, 104),
    'average-basket-corrected': at(736, 92, 168, 104),
    'previous-month': at(916, 92, 168, 104),
    'monthly-growth': at(1096, 92, 168, 104),
    'revenue-by-date': at(16, 208, 828, 240),
    'growth-by-month': at(856, 208, 408, 496),
    'revenue-by-country': at(16, 460, 408, 244),
    'revenue-by-category': at(436, 460, 408, 244),
  },
  products: {
    'category-filter': at(16, 16, 220, 64),
    products: at(16, 92, 1248, 612),
  },
  customers: {
    'country-filter': at(16, 16, 220, 64),
    'segment-filter': at(248, 16, 220, 64),
    'customers-by-segment': at(16, 92, 618, 284),
    'value-by-segment': at(646, 92, 618, 284),
    'top-customers': at(16, 388, 1248, 316),
  },
};
