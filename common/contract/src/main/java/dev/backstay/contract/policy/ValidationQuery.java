package dev.backstay.contract.policy;

import java.util.Optional;

/**
 * A question to a restored server with the answer that proves the backup.
 *
 * @param database to ask in, unless the one of the source's connection
 * @param sql a statement that returns one row of one column
 * @param expect that value as text
 */
public record ValidationQuery(String name, Optional<String> database, String sql, String expect) {}
