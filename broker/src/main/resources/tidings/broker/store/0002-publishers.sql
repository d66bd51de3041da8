-- Who has to be allowed to publish a retained message still when it is heard, or null for nobody.
ALTER TABLE retained ADD COLUMN client TEXT;
ALTER TABLE retained ADD COLUMN user_name TEXT;
