package dev.backstay.catalog.query;

import dev.backstay.contract.event.StreamAlarm;

/**
 * An alarm as it was told.
 *
 * @param open whether it was raised and nothing newer was told of the same trouble
 */
public record AlarmEntry(StreamAlarm alarm, boolean open) {}
