import type { Cube } from '../cube.ts';

/** What a careless or hostile shop may call a product. */
export const HOSTILE = '<img src=x onerror="document.title=\'owned\'"></script><!--<script>';

/**
 * A shop small enough to count by hand. Two countries, two categories, two plans; sales on 30 November, 15 and
 * 31 December 2025: (FRA, Books, Premium) 100.00 on the first day; (FRA, Toys, Premium) 50.25 on the second;
 * (USA, Books, Freemium) 10.10 on the third. Two orders: one of Books and Toys, one of Books.
 */
export const SMALL: Cube = {
  readAt: '2026-01-02T10:20:30.000Z',
  values: {
    country: ['FRA', 'USA'],
    category: ['Books', 'Toys'],
    segment: ['Freemium', 'Premium'],
    rfm: ['Champions', 'Others'],
  },
  sales: {
    firstDay: '2025-11-30',
    // Days 0, 15 and 31: ((day × 2 + country) × 2 + category) × 2 + segment = 1, 123 and 252.
    steps: [1, 122, 129],
    revenue: [10_000, 5025, 1010],
    orders: [1, 1, 1],
  },
  orders: { country: [0, 1], segment: [1, 0], categories: [[0, 1], [0]], count: [1, 1] },
  products: {
    rows: [
      ['Atlas', 0, 11_010, 2, 'A', 'Top 10'],
      [HOSTILE, 1, 5025, 1, 'B', 'Top 50'],
    ],
    totals: [
      [0, 1, 11_010, 2],
      [1, 1, 5025, 1],
    ],
  },
  customers: {
    rows: [
      [HOSTILE, 'ines@example.com', 0, 1, 15_025, 1, 0, 'LOW'],
      ['John Doe', 'john@example.com', 1, 0, 1010, 1, 1, 'HIGH'],
    ],
    totals: [
      [0, 1, 0, 1, 15_025, 1],
      [1, 0, 1, 1, 1010, 1],
    ],
  },
};
