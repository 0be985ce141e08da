-- Table de faits : une ligne par ligne de commande qui compte dans le chiffre d'affaires.
-- Fact table: one row per order line that counts as revenue.

with revenue_orders as (

    select * from {{ ref('stg_orders') }}
    where is_revenue

),

lines as (

    select * from {{ source('staging', 'stg_order_items') }}

),

customers as (

    select customer_key, country_code from {{ ref('dim_customers') }}

),

products as (

    select product_key, list_price, unit_cost from {{ ref('dim_products') }}

)

select
    lines.id                                              as order_item_key,
    lines.order_id,
    -- Clés étrangères vers les dimensions.
    revenue_orders.customer_key,
    lines.product_id                                      as product_key,
    revenue_orders.order_date,
    cast(date_trunc('month', revenue_orders.order_date) as date) as order_month,
    revenue_orders.ordered_at,
    revenue_orders.country_code,
    revenue_orders.status,
    revenue_orders.payment_method,
    -- Mesures.
    lines.quantity,
    lines.unit_price,
    cast(lines.quantity * lines.unit_price as number(18, 2))                          as line_revenue,
    cast(lines.quantity * products.unit_cost as number(18, 2))                        as line_cost,
    cast(lines.quantity * (lines.unit_price - products.unit_cost) as number(18, 2))   as line_margin,
    -- Indicateurs vrai ou faux, pour filtrer sans réécrire la règle.
    revenue_orders.status = 'delivered'                       as is_delivered,
    revenue_orders.country_code <> customers.country_code     as is_cross_border,
    lines.unit_price < products.list_price                    as is_below_list_price
from lines
-- La jointure interne écarte les lignes des commandes en attente, annulées ou remboursées.
inner join revenue_orders
    on revenue_orders.order_id = lines.order_id
left join customers
    on customers.customer_key = revenue_orders.customer_key
left join products
    on products.product_key = lines.product_id
