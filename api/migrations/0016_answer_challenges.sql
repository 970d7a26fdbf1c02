-- Several challenges answered in one transaction, each as `answer_challenge` decides it. Every account is locked, in
-- order, before the first write: two calls cannot wait for each other, and transaction ids follow the order of each
-- account's events.
create function answer_challenges(p_now timestamptz, p_mfa_acr text, p_answers json) returns table (
  n integer, outcome text, attempts_left integer, locked_until timestamptz, kind text, factor_id uuid,
  amr text[], acr text, auth_time timestamptz, jkt text
) language plpgsql as $$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(hashtextextended('atlas.account.' || a.account_id, 0))
    from (
      select distinct r.account_id from json_to_recordset(p_answers) as r (account_id uuid)
      order by r.account_id offset 0
    ) a;
  return query
    select r.n, d.* from json_to_recordset(p_answers) as r (n integer, account_id uuid, session_id uuid,
        challenge_id uuid, purpose text, given bytea, candidates bytea[], steps bigint[], code_ids uuid[],
        event_ids uuid[], traceparent text),
      lateral answer_challenge(p_now, r.account_id, r.session_id, r.challenge_id, r.purpose, r.given, r.candidates,
        r.steps, r.code_ids, p_mfa_acr, r.event_ids, r.traceparent) d;
end $$;
