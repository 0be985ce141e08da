-- Staging : les commandes, nettoyées et renommées, une ligne par commande. Aucun calcul métier ici.
-- Staging: the orders, cleaned and renamed, one row per order. No business rule in here.

with source as (

    select * from {{ source('staging', 'stg_orders') }}

)

select
    id                            as order_id,
    user_id                       as customer_key,
    created_at                    as ordered_at,
    cast(created_at as date)      as order_date,
    lower(trim(status))           as status,
    upper(country)                as country_code,
    payment_method,
    total_amount,
    -- La liste des statuts vient de dbt_project.yml : la règle est écrite une seule fois.
    lower(trim(status)) in (
        {%- for status in var('revenue_statuses') %}
        '{{ status }}'{{ ',' if not loop.last }}
        {%- endfor %}
    )                             as is_revenue
from source
