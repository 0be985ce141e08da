-- Qui suis-je, où, et avec quels droits ?
SELECT CURRENT_VERSION()   AS version,
       CURRENT_ACCOUNT()   AS account,
       CURRENT_REGION()    AS region,
       CURRENT_USER()      AS user_name,
       CURRENT_ROLE()      AS role,
       CURRENT_WAREHOUSE() AS warehouse;
