-- Data mart « vue d'ensemble des ventes » : une ligne par jour, pays de livraison, catégorie et segment de client.
-- Sales overview: one row per day, country of delivery, product category and customer segment.

with sales as (

    select
        fact_orders.*,
        dim_products.product_category,
        dim_customers.customer_segment
    from {{ ref('fact_orders') }}
    inner join {{ ref('dim_products') }}
        on dim_products.product_key = fact_orders.product_key
    inner join {{ ref('dim_customers') }}
        on dim_customers.customer_key = fact_orders.customer_key

)

select
    order_date                                    as sale_date,
    country_code,
    product_category,
    customer_segment,
    -- Une commande de trois catégories compte une fois dans chacune : ces nombres ne s'additionnent pas entre catégories.
    count(distinct order_id)                      as total_orders,
    count(distinct customer_key)                  as unique_customers,
    count(*)                                      as total_lines,
    sum(quantity)                                 as total_quantity,
    cast(sum(line_revenue) as number(18, 2))      as total_revenue,
    cast(sum(line_cost) as number(18, 2))         as total_cost,
    cast(sum(line_margin) as number(18, 2))       as total_margin,
    cast(round(sum(line_revenue) / count(distinct order_id), 2) as number(18, 2)) as avg_order_value
from sales
group by
    order_date,
    country_code,
    product_category,
    customer_segment
