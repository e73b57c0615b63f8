-- Destroying what is kept too long. The app's log-in may call one function, which destroys what one approved
-- batch lists, and nothing else; it looks again whether it may, and leaves a certificate.

-- Records that stand for themselves: they are never taken along with another, but by their own line of a batch.
CREATE FUNCTION stands_for_itself(named text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT named = ANY (ARRAY['people_person', 'cases_case', 'tenancies_tenancy', 'people_household', 'places_place',
                              'foundations_keptfile', 'information_rights_disposal'])
$$;

-- The columns by which one row is part of another. What only mentions a row is not part of it.
CREATE FUNCTION is_part_by(named text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT named = ANY (ARRAY['person_id', 'one_id', 'other_id', 'case_id', 'contact_id', 'marker_id', 'clock_id',
                              'gathering_id', 'thing_id', 'message_id', 'handover_id'])
$$;

-- Destroys rows of a table with all that is part of them, and what the audit kept of them. Adds to `gone`:
-- how many rows of each table ("counts"), and the ids of files that they held ("files").
CREATE FUNCTION destroy_rows(council bigint, target text, ids bigint[], gone jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    key text;
    tie record;
    parts bigint[];
    part_key text;
    held bigint[];
    done bigint;
BEGIN
    SELECT a.attname INTO STRICT key FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = target::regclass AND i.indisprimary;
    FOR tie IN
        SELECT DISTINCT c.conrelid::regclass::text AS holds, a.attname AS by_column
        FROM pg_constraint c
        CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS pair (here, there)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.here
        JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = pair.there
        WHERE c.contype = 'f' AND c.confrelid = target::regclass AND b.attname = key AND is_part_by(a.attname)
    LOOP
        CONTINUE WHEN stands_for_itself(tie.holds);
        SELECT a.attname INTO STRICT part_key
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = tie.holds::regclass AND i.indisprimary;
        EXECUTE format('SELECT array_agg(%I) FROM %I WHERE council_id = $1 AND %I = ANY ($2)',
                       part_key, tie.holds, tie.by_column) INTO parts USING council, ids;
        IF parts IS NOT NULL THEN
            gone := destroy_rows(council, tie.holds, parts, gone);
        END IF;
    END LOOP;
    FOR tie IN
        SELECT DISTINCT a.attname AS by_column
        FROM pg_constraint c
        CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS pair (here, there)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.here AND a.attname <> 'council_id'
        WHERE c.contype = 'f' AND c.conrelid = target::regclass AND c.confrelid = 'foundations_keptfile'::regclass
    LOOP
        EXECUTE format('SELECT array_agg(%1$I) FROM %2$I WHERE council_id = $1 AND %3$I = ANY ($2) AND %1$I IS NOT NULL',
                       tie.by_column, target, key) INTO held USING council, ids;
        gone := jsonb_set(gone, '{files}', (gone -> 'files') || coalesce(to_jsonb(held), '[]'));
    END LOOP;
    EXECUTE format('DELETE FROM %I WHERE council_id = $1 AND %I = ANY ($2)', target, key) USING council, ids;
    GET DIAGNOSTICS done = ROW_COUNT;
    DELETE FROM foundations_auditchange
    WHERE council_id = council AND table_name = target AND row_id = ANY (ids) AND action <> 'insert' AND before IS NOT NULL;
    IF done > 0 THEN
        gone := jsonb_set(gone, ARRAY['counts', target],
                          to_jsonb(done + coalesce((gone -> 'counts' ->> target)::bigint, 0)));
    END IF;
    RETURN gone;
END $$;

-- Whether a hold keeps a record. `moment` is now.
CREATE FUNCTION is_held(council bigint, kind text, record bigint, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM information_rights_legalhold h
        WHERE h.council_id = council AND council = ANY (acting_for()) AND h.ended_at IS NULL AND h.until_on > london_day(moment)
          AND CASE kind
              WHEN 'person' THEN h.person_id = record
                  OR h.case_id IN (SELECT id FROM cases_case c WHERE c.council_id = council AND c.person_id = record)
              WHEN 'contact' THEN h.person_id = (SELECT person_id FROM contact_contact t WHERE t.council_id = council AND t.id = record)
              WHEN 'past_case' THEN h.person_id = (SELECT person_id FROM cases_pastcase p WHERE p.council_id = council AND p.id = record)
              ELSE h.case_id = record
                  OR h.person_id = (SELECT person_id FROM cases_case c WHERE c.council_id = council AND c.id = record)
              END)
$$;

-- Whether a record is what its batch says: over, as long ago as then, and of the same groups.
CREATE FUNCTION is_still_due(council bigint, kind text, record bigint, since date, groups int[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE kind
        WHEN 'person' THEN EXISTS (
            SELECT FROM people_person p WHERE p.council_id = council AND p.id = record AND ARRAY[p.restricted_to, 0] = groups
              AND NOT EXISTS (SELECT FROM cases_case c WHERE c.council_id = council AND c.person_id = record)
              AND NOT EXISTS (SELECT FROM contact_contact c WHERE c.council_id = council AND c.person_id = record)
              AND NOT EXISTS (SELECT FROM cases_pastcase c WHERE c.council_id = council AND c.person_id = record)
              AND NOT EXISTS (SELECT FROM tenancies_tenancyparty t JOIN tenancies_tenancy y ON y.council_id = council AND y.id = t.tenancy_id
                              WHERE t.council_id = council AND t.person_id = record
                                AND coalesce(least(t.until_on, y.until_on), 'infinity') > since)
              AND NOT EXISTS (SELECT FROM people_householdmember h WHERE h.council_id = council AND h.person_id = record
                                AND coalesce(h.until_on, 'infinity') > since))
        WHEN 'contact' THEN EXISTS (
            SELECT FROM contact_contact c WHERE c.council_id = council AND c.id = record AND c.case_id IS NULL
              AND london_day(c.started_at) = since AND ARRAY[c.restricted_to, 0] = groups)
        WHEN 'past_case' THEN EXISTS (
            SELECT FROM cases_pastcase c WHERE c.council_id = council AND c.id = record AND c.closed_on = since
              AND ARRAY[c.restricted_to, 0] = groups)
        ELSE EXISTS (
            SELECT FROM cases_case c WHERE c.council_id = council AND c.id = record AND c.kind = is_still_due.kind
              AND c.closed_at IS NOT NULL AND london_day(c.closed_at) = since
              AND ARRAY[c.restricted_to, c.person_restricted_to] = groups)
    END;
END $$;

CREATE FUNCTION table_of_record_type(kind text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind WHEN 'person' THEN 'people_person' WHEN 'contact' THEN 'contact_contact'
                     WHEN 'past_case' THEN 'cases_pastcase' ELSE 'cases_case' END
$$;

-- What a certificate's hash is of: itself, the lines of its batch that went, and the certificate before it.
CREATE FUNCTION hash_of_certificate(proof information_rights_certificate) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(convert_to(concat_ws(E'\n', proof.council_id, proof.disposal_id, proof.record_type, proof.rule,
        proof.records, proof.counts::text, array_to_string(proof.files, ','), proof.proposed_by_id, proof.approved_by_id,
        extract(epoch FROM proof.destroyed_at)::text, proof.before,
        (SELECT string_agg(row_id || ' ' || since_on || ' ' || due_on, E'\n' ORDER BY row_id)
         FROM information_rights_disposalline l
         WHERE l.council_id = proof.council_id AND l.disposal_id = proof.disposal_id AND l.kept_because = '')), 'UTF8')), 'hex')
$$;

-- The certificates of a council whose hash is not what it says, or that do not follow the one before.
CREATE FUNCTION broken_certificates(council bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF council <> ALL (acting_for()) THEN
        RAISE EXCEPTION 'Not acting for council %.', council USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    SELECT checked.id FROM (
        SELECT c.id, c.sha256, c.before, hash_of_certificate(c) AS reckoned,
               lag(c.sha256, 1, '') OVER (ORDER BY c.id) AS earlier
        FROM information_rights_certificate c WHERE c.council_id = council) AS checked
    WHERE checked.sha256 <> checked.reckoned OR checked.before <> checked.earlier ORDER BY checked.id;
END $$;

-- Destroys an approved batch, and returns the hashes of files that no row needs any more. Done twice, it is done
-- once. A record that is held, or no longer what the batch says, or that something kept still points to, stays:
-- its line says why. All of it is one transaction, and each record goes whole or not at all.
CREATE FUNCTION destroy_disposal(of_disposal bigint, moment timestamptz) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    batch information_rights_disposal;
    line information_rights_disposalline;
    proof information_rights_certificate;
    gone jsonb := '{"counts": {}, "files": []}';
    after jsonb;
    stays text;
    destroyed int := 0;
    file foundations_keptfile;
    lost text[] := '{}';
BEGIN
    SELECT * INTO batch FROM information_rights_disposal WHERE id = of_disposal AND council_id = ANY (acting_for()) FOR UPDATE;
    IF batch.id IS NULL OR batch.restricted_to <> ALL (may_open()) OR batch.also_restricted_to <> ALL (may_open()) THEN
        RAISE EXCEPTION 'No such batch.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF batch.status = 'destroyed' THEN
        RETURN '{}';
    END IF;
    IF batch.status <> 'approved' OR batch.approved_by_id IS NULL OR batch.approved_by_id = batch.proposed_by_id THEN
        RAISE EXCEPTION 'This batch was not approved by a second person.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('certificates ' || batch.council_id, 0));
    SET CONSTRAINTS ALL IMMEDIATE; -- What came before in this transaction is checked while it is still there.
    INSERT INTO foundations_destruction VALUES (pg_current_xact_id());
    SET CONSTRAINTS ALL DEFERRED;
    FOR line IN
        SELECT * FROM information_rights_disposalline
        WHERE council_id = batch.council_id AND disposal_id = batch.id AND kept_because = '' ORDER BY row_id
    LOOP
        stays := CASE
            WHEN is_held(batch.council_id, batch.record_type, line.row_id, moment) THEN 'A legal hold keeps it.'
            WHEN NOT is_still_due(batch.council_id, batch.record_type, line.row_id, line.since_on,
                                  ARRAY[batch.restricted_to, batch.also_restricted_to])
                THEN 'It is no longer as it was when the batch was reckoned.'
            ELSE '' END;
        IF stays = '' THEN
            BEGIN
                after := destroy_rows(batch.council_id, table_of_record_type(batch.record_type), ARRAY[line.row_id], gone);
                IF batch.record_type = 'person' THEN
                    DELETE FROM foundations_searchentry WHERE council_id = batch.council_id AND person_id = line.row_id;
                    DELETE FROM information_rights_look WHERE council_id = batch.council_id AND person_id = line.row_id;
                    PERFORM equality_forget(batch.council_id, line.row_id);
                END IF;
                SET CONSTRAINTS ALL IMMEDIATE;
                SET CONSTRAINTS ALL DEFERRED;
                gone := after;
                destroyed := destroyed + 1;
            EXCEPTION WHEN foreign_key_violation THEN
                stays := 'Something that is still kept points to it.';
            END;
        END IF;
        UPDATE information_rights_disposalline
        SET label = CASE WHEN stays = '' THEN '' ELSE label END,
            kept_because = stays,
            kept_by_id = CASE WHEN stays = '' THEN NULL ELSE batch.approved_by_id END,
            kept_until_on = CASE WHEN stays = '' THEN NULL ELSE london_day(moment) + 365 END
        WHERE id = line.id;
    END LOOP;
    FOR file IN
        SELECT k.* FROM foundations_keptfile k
        WHERE k.council_id = batch.council_id AND k.id IN (SELECT value::bigint FROM jsonb_array_elements_text(gone -> 'files'))
        ORDER BY k.id
    LOOP
        BEGIN
            DELETE FROM foundations_keptfile WHERE id = file.id;
            SET CONSTRAINTS ALL IMMEDIATE;
            SET CONSTRAINTS ALL DEFERRED;
            IF NOT EXISTS (SELECT FROM foundations_keptfile k WHERE k.council_id = batch.council_id AND k.sha256 = file.sha256) THEN
                lost := lost || file.sha256::text;
            END IF;
        EXCEPTION WHEN foreign_key_violation THEN
            NULL; -- Another record needs the same file.
        END;
    END LOOP;
    DELETE FROM foundations_destruction WHERE transaction = pg_current_xact_id();
    UPDATE information_rights_disposal SET status = 'destroyed' WHERE id = batch.id;
    proof.council_id := batch.council_id;
    proof.disposal_id := batch.id;
    proof.record_type := batch.record_type;
    proof.rule := batch.rule;
    proof.records := destroyed;
    proof.counts := gone -> 'counts';
    proof.files := lost;
    proof.proposed_by_id := batch.proposed_by_id;
    proof.approved_by_id := batch.approved_by_id;
    proof.destroyed_at := moment;
    proof.before := coalesce((SELECT sha256 FROM information_rights_certificate
                              WHERE council_id = batch.council_id ORDER BY id DESC LIMIT 1), '');
    INSERT INTO information_rights_certificate (council_id, disposal_id, record_type, rule, records, counts, files,
                                                proposed_by_id, approved_by_id, destroyed_at, sha256, before)
    SELECT proof.council_id, proof.disposal_id, proof.record_type, proof.rule, proof.records, proof.counts, proof.files,
           proof.proposed_by_id, proof.approved_by_id, proof.destroyed_at, hash_of_certificate(proof), proof.before;
    SET CONSTRAINTS ALL IMMEDIATE;
    RETURN lost;
END $$;

-- Whoever is forgotten has given no equality answers either.
CREATE FUNCTION equality_forget(council bigint, person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    known text := equality_name(council, person);
BEGIN
    DELETE FROM information_rights_equalityanswer WHERE council_id = council AND declaration_id IN
        (SELECT id FROM information_rights_equalitydeclaration WHERE council_id = council AND pseudonym = known);
    DELETE FROM information_rights_equalitydeclaration WHERE council_id = council AND pseudonym = known;
END $$;

REVOKE ALL ON FUNCTION destroy_rows(bigint, text, bigint[], jsonb), is_held(bigint, text, bigint, timestamptz),
    is_still_due(bigint, text, bigint, date, int[]), hash_of_certificate(information_rights_certificate),
    broken_certificates(bigint), destroy_disposal(bigint, timestamptz), equality_forget(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION destroy_disposal(bigint, timestamptz), broken_certificates(bigint),
    is_held(bigint, text, bigint, timestamptz) TO rooftree_app;
REVOKE INSERT ON information_rights_certificate FROM rooftree_app;
