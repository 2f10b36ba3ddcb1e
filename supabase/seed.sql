-- A small tour to develop with: one tour manager, three venues with their contacts, three shows. For a development
-- database only. Can be run any number of times: what is there is left as it is. Works embedded and on Supabase, whose
-- auth.users has more columns. To sign in there, set a password for the user in the dashboard.
do $$
declare
    manager uuid;
    tour uuid;
    found_column text;
begin
    select id into manager from auth.users where email = 'dana@nightferry.example' limit 1;
    if manager is null then
        insert into auth.users (id, email, created_at)
        values ('5eed0000-0000-4000-8000-000000000001', 'dana@nightferry.example', now())
        returning id into manager;
        -- Supabase Auth finds nobody without these, and fails on null in them (github.com/supabase/auth/issues/1940).
        for found_column in
            select attname from pg_attribute where attrelid = 'auth.users'::regclass and not attisdropped and attname in
                ('confirmation_token', 'recovery_token', 'email_change_token_new', 'email_change')
        loop
            execute format('update auth.users set %I = '''' where id = $1', found_column) using manager;
        end loop;
        if exists (select 1 from pg_attribute where attrelid = 'auth.users'::regclass and attname = 'instance_id') then
            update auth.users set instance_id = '00000000-0000-0000-0000-000000000000', aud = 'authenticated',
                role = 'authenticated', email_confirmed_at = now(), updated_at = now(),
                raw_app_meta_data = '{"provider": "email", "providers": ["email"]}',
                raw_user_meta_data = '{"display_name": "Dana Reyes"}'
            where id = manager;
        end if;
    end if;

    insert into public.profiles (user_id, display_name, email, phone)
    values (manager, 'Dana Reyes', 'dana@nightferry.example', '+1 919 555 0142')
    on conflict do nothing;

    insert into public.tours (owner_id, name, artist, currency)
    values (manager, 'Night Ferry – Spring 2027', 'Night Ferry', 'USD')
    on conflict (owner_id, name, artist) do nothing;
    select id into tour from public.tours
    where owner_id = manager and name = 'Night Ferry – Spring 2027' and artist = 'Night Ferry';
    insert into public.tour_members (tour_id, user_id) values (tour, manager) on conflict do nothing;

    insert into public.venues (owner_id, name, venue_type, city, country, timezone) values
        (manager, 'The Harbor Room', 'club', 'Portland', 'US', 'America/New_York'),
        (manager, 'Orpheum Theatre', 'theater', 'Burlington', 'US', 'America/New_York'),
        (manager, 'Salle Rosemont', 'theater', 'Montréal', 'CA', 'America/Toronto')
    on conflict (owner_id, name, city) do nothing;

    insert into public.contacts (venue_id, name, role, email, phone)
    select v.id, c.name, c.role, c.email, c.phone
    from (values
        ('The Harbor Room', 'Sam Ortiz', 'Production manager', 'sam@harborroom.example', '+1 207 555 0117'),
        ('Orpheum Theatre', 'Priya Nair', 'Technical director', 'tech@orpheum.example', '+1 802 555 0163'),
        ('Salle Rosemont', 'Élise Gagnon', 'Directrice technique', 'elise@sallerosemont.example', '+1 514 555 0188')
    ) as c (venue, name, role, email, phone)
    join public.venues v on v.owner_id = manager and v.name = c.venue
    on conflict (venue_id, lower(email)) do nothing;

    insert into public.shows (tour_id, venue_id, contact_id, show_date, currency, contract)
    select tour, v.id, c.id, s.show_date, s.currency, s.contract
    from (values
        ('The Harbor Room', date '2027-03-12', 'USD',
            '{"schedule.doors": "19:00", "schedule.showTime": "21:00", "business.capacity": 550}'::jsonb),
        ('Orpheum Theatre', date '2027-03-14', 'USD',
            '{"schedule.showTime": "20:30", "schedule.setLength": 90, "business.merchSplit": 15}'::jsonb),
        ('Salle Rosemont', date '2027-03-16', 'CAD',
            '{"schedule.showTime": "20:00", "hospitality.buyoutAmount": {"amount": 30, "currency": "CAD"}}'::jsonb)
    ) as s (venue, show_date, currency, contract)
    join public.venues v on v.owner_id = manager and v.name = s.venue
    join public.contacts c on c.venue_id = v.id
    on conflict (tour_id, venue_id, show_date) do nothing;
end $$;
