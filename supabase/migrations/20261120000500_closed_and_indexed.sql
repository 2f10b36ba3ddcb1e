-- A Supabase project opens whatever is made in `public` to its API roles by default privileges. The tables were
-- closed before; this closes the views and the sequences of identity columns too.
revoke all on public.agent_metrics_daily, public.advance_metrics_daily from anon, authenticated;
grant select on public.agent_metrics_daily, public.advance_metrics_daily to authenticated;
revoke all on all sequences in schema public from anon, authenticated;

-- Who shares a tour sees each other's name and address, and not where the other's notices go: those URLs hold secrets.
revoke all on public.profiles from authenticated;
grant select (user_id, display_name, email, phone, created_at) on public.profiles to authenticated;

-- Foreign keys by which rows are looked up or deleted along with what they belong to.
create index agent_drafts_thread on public.agent_drafts (thread_id);
create index agent_learning_venue on public.agent_learning_data (venue_id);
create index agent_tasks_tour_manager on public.agent_tasks (tour_manager_id, created_at);
create index approvals_show on public.approvals (show_id);
create index conflicts_show on public.conflicts (show_id);
create index effects_show on public.effects (show_id);
create index email_extractions_message on public.email_extractions (message_id);
create index email_messages_account on public.email_messages (account_id);
create index email_threads_account on public.email_threads (account_id);
create index failed_jobs_show on public.failed_jobs (show_id);
create index gmail_accounts_user on public.gmail_accounts (user_id);
create index notifications_show on public.notifications (show_id);
create index shows_contact on public.shows (contact_id);
create index shows_venue on public.shows (venue_id, show_date);
