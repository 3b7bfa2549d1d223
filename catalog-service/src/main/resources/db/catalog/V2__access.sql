-- Who may call the API, and who was given access or refused. These are truths of their own: no event
-- tells them, and no rebuild removes them.

create table token (
  name         varchar     primary key,
  role         varchar     not null,
  hash         varchar     not null unique,
  created_at   timestamptz not null,
  created_by   varchar     not null,
  expires_at   timestamptz,
  last_used_at timestamptz
);
comment on column token.hash is 'SHA-256 of the secret, in hexadecimal; the secret is kept nowhere';

create table access_note (
  id      uuid        primary key,
  at      timestamptz not null,
  actor   varchar     not null,
  action  varchar     not null,
  subject varchar     not null,
  detail  varchar     not null
);
create index access_note_by_time on access_note (at, id);
