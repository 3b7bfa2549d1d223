package dev.backstay.catalog.query;

import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.MessageParked;

/** A message that was put aside, and the event that says so. */
public record ParkedMessage(EventId event, MessageParked message) {}
