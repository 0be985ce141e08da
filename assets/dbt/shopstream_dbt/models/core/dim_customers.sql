-- Dimension clients : une ligne par client, avec son segment et l'historique de ses commandes.
-- Customer dimension: one row per customer, with the segment and the history of orders.

with customers as (

    select * from {{ source('staging', 'stg_users') }}

),

-- Seules les commandes qui comptent dans le chiffre d'affaires.
revenue_orders as (

    select
        customer_key,
        count(*)          as revenue_orders,
        sum(total_amount) as revenue_amount,
        min(order_date)   as first_order_date,
        max(order_date)   as last_order_date
    from {{ ref('stg_orders') }}
    where is_revenue
    group by customer_key

)

select
    customers.id                                          as customer_key,
    customers.email,
    customers.first_name,
    customers.last_name,
    customers.first_name || ' ' || customers.last_name    as full_name,
    customers.country                                     as country_code,
    -- Le segment d'un client est son abonnement : freemium devient Freemium.
    initcap(customers.plan_type)                          as customer_segment,
    customers.plan_type <> 'freemium'                     as is_paying_plan,
    cast(customers.created_at as date)                    as signup_date,
    -- Un client sans commande a 0 commande, pas NULL : la jointure est externe.
    coalesce(revenue_orders.revenue_orders, 0)            as revenue_orders,
    cast(coalesce(revenue_orders.revenue_amount, 0) as number(18, 2)) as revenue_amount,
    revenue_orders.first_order_date,
    revenue_orders.last_order_date,
    revenue_orders.customer_key is not null               as has_ordered
from customers
left join revenue_orders
    on revenue_orders.customer_key = customers.id
