-- Dimension produits : une ligne par produit, avec sa marge théorique et ses segments.
-- Product dimension: one row per product, with its list margin and its segments.

with products as (

    select * from {{ source('staging', 'stg_products') }}

)

select
    id                                                  as product_key,
    name                                                as product_name,
    category                                            as product_category,
    merchant_id,
    price                                               as list_price,
    cost                                                as unit_cost,
    cast(price - cost as number(12, 2))                 as unit_margin,
    -- nullif évite la division par zéro d'un produit gratuit.
    cast(round(100 * (price - cost) / nullif(price, 0), 2) as number(9, 2)) as margin_percent,
    case
        when price < 150 then 'Budget'
        when price < 400 then 'Standard'
        else 'Premium'
    end                                                 as price_segment,
    stock_quantity,
    case
        when stock_quantity = 0 then 'Out of stock'
        when stock_quantity < 20 then 'Low'
        else 'In stock'
    end                                                 as stock_status,
    cast(created_at as date)                            as launch_date
from products
