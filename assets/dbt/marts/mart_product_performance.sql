-- Data mart « performance produits » : une ligne par produit vendu, avec sa classe ABC et son palier.
-- Product performance: one row per product sold, with its ABC class and its tier.

with product_sales as (

    select
        product_key,
        -- Un produit figure une fois au plus dans une commande : ses commandes sont ses lignes.
        count(distinct order_id)    as total_orders,
        sum(quantity)               as total_quantity,
        sum(line_revenue)           as total_revenue,
        sum(line_margin)            as total_margin,
        max(order_date)             as last_sale_date
    from {{ ref('fact_orders') }}
    group by product_key

),

-- L'ordre se termine par la clé : deux produits à égalité ont toujours le même rang, sur toute machine.
ranked as (

    select
        product_sales.*,
        row_number() over (order by total_revenue desc, product_key) as revenue_rank,
        sum(total_revenue) over (
            order by total_revenue desc, product_key
            rows between unbounded preceding and current row
        )                                                            as cumulative_revenue,
        sum(total_revenue) over ()                                   as all_revenue
    from product_sales

)

select
    dim_products.product_name,
    dim_products.product_category,
    cast(ranked.total_revenue as number(18, 2))          as total_revenue,
    ranked.total_orders,
    -- Classe A : les produits qui font ensemble 80 % du chiffre d'affaires ; B jusqu'à 95 % ; C le reste.
    case
        when ranked.cumulative_revenue <= {{ var('abc_limit_a') }} * ranked.all_revenue then 'A'
        when ranked.cumulative_revenue <= {{ var('abc_limit_b') }} * ranked.all_revenue then 'B'
        else 'C'
    end                                                  as abc_class,
    case
        when ranked.revenue_rank <= 10 then 'Top 10'
        when ranked.revenue_rank <= 50 then 'Top 50'
        else 'Long Tail'
    end                                                  as performance_tier,
    ranked.product_key,
    ranked.total_quantity,
    cast(ranked.total_margin as number(18, 2))           as total_margin,
    cast(round(100 * ranked.total_margin / nullif(ranked.total_revenue, 0), 2) as number(9, 2))
                                                         as margin_percent,
    ranked.revenue_rank,
    cast(round(100 * ranked.total_revenue / nullif(ranked.all_revenue, 0), 4) as number(9, 4))
                                                         as revenue_percent,
    cast(round(100 * ranked.cumulative_revenue / nullif(ranked.all_revenue, 0), 4) as number(9, 4))
                                                         as cumulative_percent,
    ranked.last_sale_date
from ranked
inner join {{ ref('dim_products') }}
    on dim_products.product_key = ranked.product_key
