-- Who sees what. People read what belongs to tours that they are members of; every write goes through the bridge
-- and its workers, which use the service role. The anonymous role sees nothing.

create function private.is_member(tour uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (select 1 from public.tour_members m where m.tour_id = tour and m.user_id = (select auth.uid()))
$$;

create function private.sees_show(show uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (
        select 1 from public.shows s join public.tour_members m on m.tour_id = s.tour_id
        where s.id = show and m.user_id = (select auth.uid()))
$$;

create function private.sees_venue(venue uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (select 1 from public.venues v where v.id = venue and v.owner_id = (select auth.uid()))
        or exists (
        select 1 from public.shows s join public.tour_members m on m.tour_id = s.tour_id
        where s.venue_id = venue and m.user_id = (select auth.uid()))
$$;

create function private.owns_account(account uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (select 1 from public.gmail_accounts a where a.id = account and a.user_id = (select auth.uid()))
$$;

create function private.sees_message(message uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (
        select 1 from public.email_messages m
        where m.id = message and (private.sees_show(m.show_id) or (m.show_id is null and private.owns_account(m.account_id))))
$$;

create function private.shares_tour(person uuid) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (
        select 1 from public.tour_members a join public.tour_members b on b.tour_id = a.tour_id
        where a.user_id = person and b.user_id = (select auth.uid()))
$$;

grant usage on schema private to authenticated, service_role;
grant execute on all functions in schema private to authenticated, service_role;

do $$
declare t text;
begin
    for t in select tablename from pg_tables where schemaname = 'public' loop
        execute format('alter table public.%I enable row level security', t);
        execute format('revoke all on public.%I from anon, authenticated', t);
        execute format('grant select, insert, update, delete on public.%I to service_role', t);
        if t not in ('api_tokens', 'gmail_accounts', 'effects', 'gmail_notifications', 'failed_jobs') then
            execute format('grant select on public.%I to authenticated', t);
        end if;
    end loop;
end $$;
grant usage on schema public to authenticated, service_role;
grant select on public.agent_metrics_daily, public.advance_metrics_daily to authenticated, service_role;
grant select on public.effects, public.failed_jobs to authenticated;
grant select (id, user_id, address, history_id, watch_expires_at, pulled_at, status, error, created_at)
    on public.gmail_accounts to authenticated;

create policy member on public.profiles for select to authenticated
    using (user_id = (select auth.uid()) or private.shares_tour(user_id));
create policy member on public.tours for select to authenticated using (private.is_member(id));
create policy member on public.tour_members for select to authenticated using (private.is_member(tour_id));
create policy member on public.venues for select to authenticated using (private.sees_venue(id));
create policy member on public.contacts for select to authenticated using (private.sees_venue(venue_id));
create policy member on public.shows for select to authenticated using (private.is_member(tour_id));
create policy own on public.gmail_accounts for select to authenticated using (user_id = (select auth.uid()));
create policy own on public.notifications for select to authenticated using (user_id = (select auth.uid()));
create policy own on public.agent_learning_data for select to authenticated using (tour_manager_id = (select auth.uid()));
create policy member on public.email_raw for select to authenticated using (private.sees_message(message_id));
create policy member on public.email_attachments for select to authenticated using (private.sees_message(message_id));
create policy member on public.email_threads for select to authenticated
    using (private.sees_show(show_id) or (show_id is null and private.owns_account(account_id)));
create policy member on public.email_messages for select to authenticated
    using (private.sees_show(show_id) or (show_id is null and private.owns_account(account_id)));

-- No policy at all on these: nobody but the service role.
comment on table public.api_tokens is 'Bearer tokens of the API, as SHA-256. Service role only.';
comment on table public.gmail_notifications is 'Pushes as they came, before they are work. Service role only.';

do $$
declare t text;
begin
    foreach t in array array['show_fields', 'show_field_history', 'master_tour_links', 'agent_drafts', 'sends',
        'email_extractions', 'conflicts', 'approvals', 'effects', 'failed_jobs'] loop
        execute format('create policy member on public.%I for select to authenticated using (private.sees_show(show_id))', t);
    end loop;
    -- What belongs to a show is its members'; what belongs to none is the tour manager's whose agents did it.
    foreach t in array array['agents', 'agent_tasks', 'agent_steps', 'agent_messages', 'agent_activity_log'] loop
        execute format('create policy member on public.%I for select to authenticated
            using (private.sees_show(show_id) or (show_id is null and tour_manager_id = (select auth.uid())))', t);
    end loop;
    -- Pages watch these by Supabase Realtime, where there is one.
    if exists (select 1 from pg_publication where pubname = 'supabase_realtime') then
        foreach t in array array['shows', 'agent_drafts', 'email_extractions', 'conflicts', 'notifications'] loop
            execute format('alter publication supabase_realtime add table public.%I', t);
        end loop;
    end if;
end $$;
