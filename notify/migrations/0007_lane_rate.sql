-- Messages per second that a lane may send now: what it was slowed to, and one more for each whole minute since, counted
-- from the end of its pause. Additive increase, multiplicative decrease; the same number for every process.
create function notify.lane_rate(
  slowed_rate real, slowed_at timestamptz, paused_until timestamptz, configured real, at timestamptz
) returns real language sql immutable as $$
  select least(
    configured,
    coalesce(slowed_rate + greatest(0, floor(extract(epoch from at - greatest(slowed_at, paused_until)) / 60)), configured)
  )
$$;
