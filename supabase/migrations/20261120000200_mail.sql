-- Mailboxes, what arrived, what was read, what leaves and who approved it.

create table public.gmail_accounts (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    address text not null unique check (address = lower(address) and address like '%_@_%'),
    sealed_token bytea,
    history_id numeric,
    watch_expires_at timestamptz,
    pulled_at timestamptz,
    status text not null default 'connected' check (status in ('connected', 'reconnect', 'disconnected')),
    error text not null default '',
    created_at timestamptz not null default now()
);
comment on column public.gmail_accounts.sealed_token is 'OAuth token, encrypted by the application; readable to nobody by the API.';
comment on column public.gmail_accounts.history_id is 'Cursor: everything up to it is stored.';

create table public.gmail_notifications (
    id bigint generated always as identity primary key,
    outside_id text not null unique,
    address text not null,
    history_id numeric not null,
    received_at timestamptz not null default now(),
    handled_at timestamptz,
    error text not null default ''
);
create index gmail_notifications_open on public.gmail_notifications (address) where handled_at is null;

create table public.email_threads (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references public.gmail_accounts (id) on delete cascade,
    show_id uuid references public.shows (id) on delete cascade,
    gmail_thread_id text not null unique,
    subject text not null default '',
    participants text[] not null default '{}',
    message_count integer not null default 0 check (message_count >= 0),
    last_message_at timestamptz,
    status text not null default 'active' check (status in ('active', 'completed', 'stalled')),
    stalled_reason text not null default '',
    created_at timestamptz not null default now()
);
create index email_threads_show on public.email_threads (show_id);

create table public.email_messages (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references public.gmail_accounts (id) on delete cascade,
    thread_id uuid not null references public.email_threads (id) on delete cascade,
    show_id uuid references public.shows (id) on delete set null,
    gmail_message_id text not null unique,
    rfc_message_id text,
    in_reply_to text,
    refs text[] not null default '{}',
    direction text not null check (direction in ('inbound', 'outbound')),
    kind text not null default 'human' check (kind in ('human', 'auto_reply', 'bounce')),
    from_address text not null default '',
    to_addresses text[] not null default '{}',
    cc_addresses text[] not null default '{}',
    subject text not null default '',
    body text not null default '',
    hidden_text text not null default '',
    is_draft boolean not null default false,
    is_broken boolean not null default false,
    defects text[] not null default '{}',
    was_processed boolean not null default false,
    matched_by text check (matched_by in ('thread', 'reference', 'sender', 'subject', 'tour_manager')),
    match_reason text not null default '',
    received_at timestamptz,
    sent_at timestamptz,
    created_at timestamptz not null default now()
);
create index email_messages_thread on public.email_messages (thread_id, received_at);
create index email_messages_show on public.email_messages (show_id, received_at);
create index email_messages_rfc on public.email_messages (rfc_message_id);
create index email_messages_unmatched on public.email_messages (account_id)
    where show_id is null and direction = 'inbound' and not was_processed;

create table public.email_raw (
    message_id uuid primary key references public.email_messages (id) on delete cascade,
    raw bytea not null
);
comment on table public.email_raw is 'Every inbound message as it came, so that nothing is lost to a parser.';

create table public.email_attachments (
    id bigint generated always as identity primary key,
    message_id uuid not null references public.email_messages (id) on delete cascade,
    name text not null,
    content_type text not null,
    size_bytes bigint not null,
    texts jsonb not null default '[]',
    unreadable_reason text
);
create index email_attachments_message on public.email_attachments (message_id);

create table public.agent_drafts (
    id uuid primary key default gen_random_uuid(),
    show_id uuid not null references public.shows (id) on delete cascade,
    thread_id uuid references public.email_threads (id) on delete set null,
    task_id uuid,
    previous_id uuid references public.agent_drafts (id) on delete set null,
    gmail_draft_id text,
    draft_type text not null check (draft_type in ('initial', 'followup', 'regenerated')),
    subject text not null,
    body text not null,
    recipients text[] not null check (cardinality(recipients) > 0),
    cc text[] not null default '{}',
    attachments jsonb not null default '[]',
    questions_asked jsonb not null default '[]',
    fields_requested text[] not null default '{}',
    status text not null default 'pending_review' check (status in ('pending_review', 'approved', 'rejected', 'sent')),
    is_stale boolean not null default false,
    stale_reason text not null default '',
    is_edited boolean not null default false,
    agent_confidence real check (agent_confidence between 0 and 1),
    written_by text not null default 'rules',
    fallback_reason text not null default '',
    note text not null default '',
    tm_feedback text,
    reviewed_at timestamptz,
    sent_at timestamptz,
    created_at timestamptz not null default now()
);
create index agent_drafts_show on public.agent_drafts (show_id, created_at);
create unique index agent_drafts_one_waiting on public.agent_drafts (show_id) where status in ('pending_review', 'approved');

create table public.sends (
    id uuid primary key default gen_random_uuid(),
    draft_id uuid not null unique references public.agent_drafts (id) on delete cascade,
    show_id uuid not null references public.shows (id) on delete cascade,
    rfc_message_id text not null unique,
    gmail_message_id text unique,
    recipients text[] not null,
    subject text not null,
    questions_asked jsonb not null default '[]',
    delivery_status text not null default 'queued' check (delivery_status in ('queued', 'sent', 'bounced', 'failed')),
    bounce_reason text not null default '',
    sent_at timestamptz,
    responded_at timestamptz
);
create index sends_show on public.sends (show_id, sent_at);
comment on column public.sends.questions_asked is 'The question set as it was sent; replies are judged against it.';

create table public.email_extractions (
    id uuid primary key default gen_random_uuid(),
    show_id uuid not null references public.shows (id) on delete cascade,
    message_id uuid not null references public.email_messages (id) on delete cascade,
    task_id uuid,
    extracted_data jsonb not null default '{}' check (jsonb_typeof(extracted_data) = 'object'),
    unresolved_questions jsonb not null default '[]',
    new_questions_needed jsonb not null default '[]',
    sentiment jsonb not null default '{}',
    suspicions jsonb not null default '[]',
    dropped jsonb not null default '[]',
    overall_confidence real not null default 0 check (overall_confidence between 0 and 1),
    language text not null default 'en',
    read_by text not null,
    fallback_reason text not null default '',
    status text not null default 'pending_review' check (status in ('pending_review', 'applied', 'rejected', 'superseded')),
    tm_corrections jsonb,
    reviewed_at timestamptz,
    applied_at timestamptz,
    created_at timestamptz not null default now()
);
create index email_extractions_show on public.email_extractions (show_id, created_at);
create unique index email_extractions_one_per_message on public.email_extractions (message_id)
    where status in ('pending_review', 'applied');

create table public.conflicts (
    id uuid primary key default gen_random_uuid(),
    show_id uuid not null references public.shows (id) on delete cascade,
    field text not null,
    extraction_id uuid references public.email_extractions (id) on delete cascade,
    known_value jsonb not null,
    known_source text not null,
    new_value jsonb not null,
    new_source text not null,
    severity text not null default 'major' check (severity in ('minor', 'major', 'critical')),
    explanation text not null default '',
    status text not null default 'open' check (status in ('open', 'resolved')),
    resolution jsonb,
    resolved_by uuid,
    resolved_at timestamptz,
    created_at timestamptz not null default now()
);
create unique index conflicts_open on public.conflicts (show_id, field) where status = 'open';

create table public.approvals (
    id uuid primary key default gen_random_uuid(),
    subject_type text not null check (subject_type in ('draft', 'extraction', 'conflict', 'field')),
    subject_id uuid not null,
    show_id uuid not null references public.shows (id) on delete cascade,
    fingerprint text not null,
    shown jsonb not null,
    approved_by uuid not null references auth.users (id),
    approved_at timestamptz not null default now(),
    used_at timestamptz,
    void_reason text
);
create index approvals_subject on public.approvals (subject_type, subject_id);
create unique index approvals_one_live on public.approvals (subject_type, subject_id)
    where used_at is null and void_reason is null;
comment on table public.approvals is 'An approval is for what was shown, is used once, and is void when that changes.';

create table public.effects (
    key text primary key,
    kind text not null,
    show_id uuid references public.shows (id) on delete set null,
    status text not null default 'intended' check (status in ('intended', 'done', 'failed')),
    intent jsonb not null,
    receipt jsonb,
    attempts integer not null default 0,
    error text not null default '',
    created_at timestamptz not null default now(),
    done_at timestamptz
);
create index effects_open on public.effects (created_at) where status <> 'done';
comment on table public.effects is 'Every effect outside: intent before, receipt after, in the transaction that moves the domain on.';
