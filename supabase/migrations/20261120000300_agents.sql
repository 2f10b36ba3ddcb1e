-- The agents, what they were asked, did and learned, and what the tour manager is told.

create table public.agents (
    id uuid primary key default gen_random_uuid(),
    role text not null check (role in ('coordinator', 'draft_generator', 'email_parser', 'sync_manager')),
    tour_manager_id uuid not null references auth.users (id) on delete cascade,
    show_id uuid references public.shows (id) on delete cascade,
    name text not null unique,
    host text not null,
    host_agent_id text not null,
    block_ids jsonb not null default '{}',
    model text not null default '',
    status text not null default 'active' check (status in ('active', 'paused', 'retired')),
    last_active_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((role in ('draft_generator', 'email_parser')) = (show_id is not null))
);
create index agents_show on public.agents (show_id);

create table public.agent_tasks (
    id uuid primary key default gen_random_uuid(),
    role text not null check (role in ('coordinator', 'draft_generator', 'email_parser', 'sync_manager')),
    kind text not null,
    dedupe_key text unique,
    tour_manager_id uuid not null references auth.users (id) on delete cascade,
    show_id uuid references public.shows (id) on delete cascade,
    status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed')),
    input jsonb not null default '{}',
    result jsonb,
    host text,
    fallback_reason text not null default '',
    error text not null default '',
    attempts integer not null default 0,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
);
create unique index agent_tasks_one_running on public.agent_tasks (show_id, role) where status = 'running' and show_id is not null;
create index agent_tasks_show on public.agent_tasks (show_id, created_at);

create table public.agent_steps (
    id bigint generated always as identity primary key,
    task_id uuid references public.agent_tasks (id) on delete cascade,
    show_id uuid references public.shows (id) on delete cascade,
    tour_manager_id uuid not null,
    role text not null,
    kind text not null check (kind in ('model_turn', 'tool_call')),
    name text not null,
    arguments jsonb not null default '{}',
    result text not null default '',
    ok boolean not null default true,
    model text not null default '',
    prompt_version text not null default '',
    prompt_tokens integer not null default 0,
    completion_tokens integer not null default 0,
    cost_usd numeric(12, 6) not null default 0,
    duration_ms integer not null default 0,
    created_at timestamptz not null default now()
);
create index agent_steps_task on public.agent_steps (task_id);
create index agent_steps_show on public.agent_steps (show_id, created_at);

create table public.agent_messages (
    id bigint generated always as identity primary key,
    show_id uuid references public.shows (id) on delete cascade,
    task_id uuid references public.agent_tasks (id) on delete set null,
    tour_manager_id uuid not null,
    sender text not null,
    recipient text not null,
    type text not null check (type in ('request', 'response', 'notification', 'escalation')),
    body text not null,
    created_at timestamptz not null default now()
);
create index agent_messages_show on public.agent_messages (show_id, created_at);

create table public.agent_activity_log (
    id bigint generated always as identity primary key,
    agent_type text not null,
    agent_id uuid,
    tour_manager_id uuid,
    show_id uuid references public.shows (id) on delete cascade,
    action text not null,
    input jsonb not null default '{}',
    output jsonb not null default '{}',
    success boolean not null default true,
    error text not null default '',
    duration_ms integer not null default 0,
    created_at timestamptz not null default now()
);
create index agent_activity_show on public.agent_activity_log (show_id, created_at);
create index agent_activity_time on public.agent_activity_log (created_at);

create function private.refuse_change() returns trigger language plpgsql as $$
begin
    -- A show that is deleted takes its log along (the cascade runs inside another trigger); nothing else may.
    if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
        return old;
    end if;
    raise exception 'The activity log is append-only.';
end $$;
create trigger append_only before update or delete on public.agent_activity_log
    for each row execute function private.refuse_change();

create table public.agent_learning_data (
    id uuid primary key default gen_random_uuid(),
    tour_manager_id uuid not null,
    agent_type text not null,
    show_id uuid references public.shows (id) on delete set null,
    venue_id uuid references public.venues (id) on delete cascade,
    venue_type text,
    pattern_type text not null,
    pattern_data jsonb not null,
    confidence real not null default 0.5 check (confidence between 0 and 1),
    times_observed integer not null default 1 check (times_observed > 0),
    last_observed_at timestamptz not null default now()
);
create unique index agent_learning_pattern on public.agent_learning_data
    (tour_manager_id, agent_type, pattern_type, coalesce(venue_id, '00000000-0000-0000-0000-000000000000'::uuid), md5(pattern_data::text));

create table public.notifications (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    show_id uuid references public.shows (id) on delete cascade,
    kind text not null check (kind in ('draft_ready', 'response_received', 'escalation', 'unmatched_mail', 'sync', 'failure', 'completed')),
    dedupe_key text unique,
    title text not null,
    body text not null default '',
    created_at timestamptz not null default now(),
    delivered_at timestamptz,
    read_at timestamptz
);
create index notifications_user on public.notifications (user_id, created_at);

create table public.failed_jobs (
    id bigint generated always as identity primary key,
    job_id bigint not null,
    task_name text not null,
    args jsonb not null,
    show_id uuid references public.shows (id) on delete cascade,
    attempts integer not null,
    error text not null,
    failed_at timestamptz not null default now(),
    retried_at timestamptz
);
comment on table public.failed_jobs is 'Jobs that kept failing: kept, shown and retried by hand.';

create view public.agent_metrics_daily with (security_invoker = true) as
select
    date_trunc('day', created_at)::date as day,
    role,
    show_id,
    count(*) filter (where kind = 'model_turn') as turns,
    count(*) filter (where kind = 'tool_call') as tool_calls,
    count(*) filter (where not ok) as failures,
    sum(prompt_tokens)::bigint as prompt_tokens,
    sum(completion_tokens)::bigint as completion_tokens,
    sum(cost_usd) as cost_usd,
    coalesce(percentile_cont(0.5) within group (order by duration_ms) filter (where kind = 'model_turn'), 0) as turn_ms_p50
from public.agent_steps
group by 1, 2, 3;

create view public.advance_metrics_daily with (security_invoker = true) as
select s.tour_id, d.day::date as day,
    (select count(*) from public.sends x join public.shows y on y.id = x.show_id
        where y.tour_id = s.tour_id and x.sent_at::date = d.day::date) as drafts_sent,
    (select count(*) from public.email_extractions x join public.shows y on y.id = x.show_id
        where y.tour_id = s.tour_id and x.created_at::date = d.day::date) as replies_read,
    (select count(*) from public.shows y
        where y.tour_id = s.tour_id and y.completed_at::date = d.day::date) as completed
from (select distinct tour_id from public.shows) s
cross join generate_series(current_date - 89, current_date, interval '1 day') as d (day);
