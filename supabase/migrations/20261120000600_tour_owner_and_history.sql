-- A tour is its tour manager's: two of them may each have a tour of that name and artist.
alter table public.tours add column owner_id uuid references auth.users (id) on delete set null;
update public.tours t set owner_id = (
    select m.user_id from public.tour_members m where m.tour_id = t.id and m.role = 'tour_manager' limit 1);
alter table public.tours drop constraint tours_name_artist_key;
alter table public.tours add constraint tours_owner_name_artist unique (owner_id, name, artist);

-- History is kept after the row, not before: a BEFORE INSERT trigger also fires for an INSERT that turns into an
-- UPDATE by ON CONFLICT, and would keep every change twice and changes that are none.
drop trigger keep_history on public.show_fields;
drop function private.keep_field_history();

create function private.touch_field() returns trigger language plpgsql as $$
begin
    new.updated_at := now();
    return new;
end $$;
create trigger touch before update on public.show_fields
    for each row execute function private.touch_field();

create function private.keep_field_history() returns trigger language plpgsql as $$
begin
    insert into public.show_field_history
        (show_id, field, state, value, source, confidence, source_text, reason, message_id, extraction_id, changed_by)
    values (new.show_id, new.field, new.state, new.value, new.source, new.confidence, new.source_text, new.reason,
        new.message_id, new.extraction_id, coalesce(nullif(current_setting('advancing.actor', true), ''), 'system'));
    return null;
end $$;
create trigger keep_first after insert on public.show_fields
    for each row execute function private.keep_field_history();
create trigger keep_change after update on public.show_fields
    for each row when ((new.state, new.value, new.source, new.reason, new.extraction_id)
        is distinct from (old.state, old.value, old.source, old.reason, old.extraction_id))
    execute function private.keep_field_history();
