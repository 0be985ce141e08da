-- Data mart « valeur vie client » : une ligne par client qui a commandé, avec scores RFM, segment et risque d'attrition.
-- Customer lifetime value: one row per customer with an order, with RFM scores, segment and churn risk.

-- « Aujourd'hui » est le dernier jour des données : le résultat ne change pas selon le jour où l'on exécute dbt.
with reference as (

    select max(order_date) as last_day from {{ ref('stg_orders') }}

),

customer_orders as (

    select
        customer_key,
        count(distinct order_id)    as frequency,
        sum(line_revenue)           as monetary,
        min(order_date)             as first_order_date,
        max(order_date)             as last_order_date
    from {{ ref('fact_orders') }}
    group by customer_key

),

recency as (

    select
        customer_orders.*,
        datediff('day', customer_orders.last_order_date, reference.last_day) as recency_days
    from customer_orders
    cross join reference

),

-- NTILE(5) range les clients en cinq groupes égaux ; 5 est le meilleur. La clé départage les égalités.
scored as (

    select
        recency.*,
        ntile(5) over (order by recency_days desc, customer_key) as recency_score,
        ntile(5) over (order by frequency, customer_key)         as frequency_score,
        ntile(5) over (order by monetary, customer_key)          as monetary_score
    from recency

)

select
    scored.customer_key,
    dim_customers.full_name,
    dim_customers.email,
    dim_customers.country_code,
    cast(scored.monetary as number(18, 2))               as lifetime_value,
    scored.frequency                                     as total_orders,
    -- La première condition vraie l'emporte.
    case
        when recency_score >= 4 and frequency_score >= 4 and monetary_score >= 4 then 'Champions'
        when recency_score >= 3 and frequency_score >= 3 then 'Loyal Customers'
        when recency_score >= 4 and frequency_score <= 2 then 'Promising'
        when recency_score <= 2 and frequency_score <= 2 then 'Hibernating'
        else 'Others'
    end                                                  as rfm_segment,
    case
        when recency_days <= {{ var('churn_low_days') }} then 'LOW'
        when recency_days <= {{ var('churn_medium_days') }} then 'MEDIUM'
        else 'HIGH'
    end                                                  as churn_risk,
    dim_customers.customer_segment,
    scored.first_order_date,
    scored.last_order_date,
    scored.recency_days,
    cast(round(scored.monetary / scored.frequency, 2) as number(18, 2)) as avg_order_value,
    recency_score,
    frequency_score,
    monetary_score
from scored
inner join {{ ref('dim_customers') }}
    on dim_customers.customer_key = scored.customer_key
