package dev.backstay.scheduler.loop;

import dev.backstay.scheduler.history.RequestHistory;
import java.time.InstantSource;

/** What a scheduler is connected to. */
public record SchedulerPorts(RequestHistory history, EventSink events, InstantSource clock) {}
