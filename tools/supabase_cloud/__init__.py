"""A hosted Supabase project's Auth and Storage. Its database is reached as any Postgres, by `tools.store`."""
