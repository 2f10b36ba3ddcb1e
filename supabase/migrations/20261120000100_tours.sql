-- Tours, who belongs to them, venues and shows. Users are Supabase Auth's (auth.users).

create schema if not exists private;
create schema if not exists jobs;
comment on schema private is 'Functions for policies and triggers; not exposed by the API.';
comment on schema jobs is 'The job queue (procrastinate); its tables are made by the library, reached by workers only.';

create table public.profiles (
    user_id uuid primary key references auth.users (id) on delete cascade,
    display_name text not null check (length(display_name) between 1 and 200),
    email text not null check (email like '%_@_%'),
    phone text,
    notify_urls text[] not null default '{}',
    created_at timestamptz not null default now()
);
comment on column public.profiles.notify_urls is 'Apprise URLs that notices go to (Slack, push, SMS).';

create table public.api_tokens (
    token_sha256 bytea primary key check (length(token_sha256) = 32),
    user_id uuid not null references auth.users (id) on delete cascade,
    label text not null default '',
    created_at timestamptz not null default now()
);

create table public.tours (
    id uuid primary key default gen_random_uuid(),
    name text not null check (length(name) between 1 and 200),
    artist text not null check (length(artist) between 1 and 200),
    currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
    master_tour_id text,
    rider_name text,
    rider_path text,
    created_at timestamptz not null default now(),
    unique (name, artist)
);
comment on column public.tours.rider_path is 'Where the rider lies: an object of the riders bucket in Supabase Storage, or a file.';

create table public.tour_members (
    tour_id uuid not null references public.tours (id) on delete cascade,
    user_id uuid not null references auth.users (id) on delete cascade,
    role text not null default 'tour_manager' check (role in ('tour_manager', 'crew')),
    primary key (tour_id, user_id)
);
create index tour_members_user on public.tour_members (user_id);

create table public.venues (
    id uuid primary key default gen_random_uuid(),
    owner_id uuid not null references auth.users (id) on delete cascade,
    name text not null check (length(name) between 1 and 200),
    venue_type text not null default 'club',
    city text not null default '',
    country text not null default 'US' check (country ~ '^[A-Z]{2}$'),
    timezone text not null default 'UTC',
    created_at timestamptz not null default now(),
    unique (owner_id, name, city)
);

create table public.contacts (
    id uuid primary key default gen_random_uuid(),
    venue_id uuid not null references public.venues (id) on delete cascade,
    name text,
    role text,
    email text not null check (email like '%_@_%'),
    phone text,
    bounced_at timestamptz,
    created_at timestamptz not null default now()
);
create unique index contacts_email on public.contacts (venue_id, lower(email));

create table public.shows (
    id uuid primary key default gen_random_uuid(),
    tour_id uuid not null references public.tours (id) on delete cascade,
    venue_id uuid not null references public.venues (id) on delete restrict,
    contact_id uuid references public.contacts (id) on delete set null,
    show_date date not null,
    status text not null default 'draft' check (status in (
        'draft', 'drafting', 'draft_pending_approval', 'awaiting_response', 'awaiting_approval',
        'completed', 'stalled', 'needs_attention', 'cancelled')),
    status_reason text not null default '',
    status_changed_at timestamptz not null default now(),
    contract jsonb not null default '{}' check (jsonb_typeof(contract) = 'object'),
    currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
    is_paused boolean not null default false,
    follow_ups_sent integer not null default 0 check (follow_ups_sent >= 0),
    next_action_at timestamptz,
    completed_at timestamptz,
    created_at timestamptz not null default now(),
    unique (tour_id, venue_id, show_date)
);
create index shows_status on public.shows (tour_id, status);
create index shows_due on public.shows (next_action_at) where next_action_at is not null;
comment on column public.shows.contract is 'What the contract says, by field key, in canonical values.';

create table public.show_fields (
    show_id uuid not null references public.shows (id) on delete cascade,
    field text not null check (field ~ '^[a-zA-Z]+\.[a-zA-Z]+$'),
    state text not null default 'open' check (state in (
        'open', 'asked', 'proposed', 'confirmed', 'provisional', 'declined', 'not_needed')),
    value jsonb,
    source text check (source in ('contract', 'master_tour', 'venue', 'tour_manager', 'agent')),
    confidence real check (confidence between 0 and 1),
    source_text text,
    reason text not null default '',
    message_id uuid,
    extraction_id uuid,
    times_asked integer not null default 0 check (times_asked >= 0),
    updated_at timestamptz not null default now(),
    primary key (show_id, field)
);

create table public.show_field_history (
    id bigint generated always as identity primary key,
    show_id uuid not null references public.shows (id) on delete cascade,
    field text not null,
    state text not null,
    value jsonb,
    source text,
    confidence real,
    source_text text,
    reason text not null default '',
    message_id uuid,
    extraction_id uuid,
    changed_by text not null,
    changed_at timestamptz not null default now()
);
create index show_field_history_show on public.show_field_history (show_id, field, id);

-- History is written by the database so that no writer can forget it.
create function private.keep_field_history() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.state, new.value, new.source, new.reason, new.extraction_id)
        is not distinct from (old.state, old.value, old.source, old.reason, old.extraction_id) then
        return new;
    end if;
    new.updated_at := now();
    insert into public.show_field_history
        (show_id, field, state, value, source, confidence, source_text, reason, message_id, extraction_id, changed_by)
    values (new.show_id, new.field, new.state, new.value, new.source, new.confidence, new.source_text, new.reason,
        new.message_id, new.extraction_id, coalesce(nullif(current_setting('advancing.actor', true), ''), 'system'));
    return new;
end $$;
create trigger keep_history before insert or update on public.show_fields
    for each row execute function private.keep_field_history();

create table public.master_tour_links (
    show_id uuid primary key references public.shows (id) on delete cascade,
    master_tour_id text not null,
    day_id text not null unique,
    items jsonb not null default '{}' check (jsonb_typeof(items) = 'object'),
    day jsonb not null default '{}',
    known jsonb not null default '{}',
    pulled_at timestamptz,
    pushed_at timestamptz
);
comment on column public.master_tour_links.items is 'Schedule items that are ours: {field: {item_id, written}}.';
comment on column public.master_tour_links.known is 'What Master Tour said when last pulled, by field key.';
