-- What a new Supabase project holds before our migrations, as far as they meet it. Run as superuser in an empty
-- database; connections of the project then come as `project_owner`, which stands for Supabase's `postgres` role:
-- no superuser, owner of the database, BYPASSRLS, all rights on auth's tables but not their owner.
-- Source: github.com/supabase/postgres, migrations/db (initial-schema, auth-schema, demote-postgres,
-- 20240627101908, 20250605172253), github.com/supabase/auth, migrations (20240612123726: RLS on auth's tables).
do $$
declare made text;
begin
    -- Roles belong to the cluster, which tests share; two of them may come here at once.
    foreach made in array array[
        'anon nologin noinherit', 'authenticated nologin noinherit', 'service_role nologin noinherit bypassrls',
        'supabase_auth_admin login noinherit createrole',
        'project_owner login nosuperuser createdb createrole replication bypassrls'] loop
        begin
            execute 'create role ' || made;
        exception when duplicate_object or unique_violation then null;
        end;
    end loop;
end $$;
grant anon, authenticated, service_role to project_owner with admin option;

do $$ begin execute format('alter database %I owner to project_owner', current_database()); end $$;
create schema extensions;
grant usage on schema extensions to anon, authenticated, service_role;
grant all on schema extensions to project_owner;
grant usage on schema public to anon, authenticated, service_role;
grant all on schema public to project_owner;
-- The trap of a Supabase project: whatever is made in public is open to everybody until it is closed.
alter default privileges for role project_owner in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role project_owner in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges for role project_owner in schema public grant all on sequences to anon, authenticated, service_role;

create publication supabase_realtime;
alter publication supabase_realtime owner to project_owner;

create schema auth authorization supabase_auth_admin;
create table auth.users (
    instance_id uuid,
    id uuid primary key,
    aud varchar(255),
    role varchar(255),
    email varchar(255),
    encrypted_password varchar(255),
    email_confirmed_at timestamptz,
    invited_at timestamptz,
    confirmation_token varchar(255),
    recovery_token varchar(255),
    email_change_token_new varchar(255),
    email_change varchar(255),
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    created_at timestamptz,
    updated_at timestamptz,
    is_sso_user boolean not null default false
);
create unique index users_email_partial_key on auth.users (email) where not is_sso_user;
alter table auth.users enable row level security;
alter table auth.users owner to supabase_auth_admin;
create function auth.uid() returns uuid language sql stable as $$
    select nullif(coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'), '')::uuid
$$;
alter function auth.uid() owner to supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, project_owner;
grant all on all tables in schema auth to project_owner;
