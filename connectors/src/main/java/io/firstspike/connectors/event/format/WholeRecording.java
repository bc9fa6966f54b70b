package io.firstspike.connectors.event.format;

import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.SensorSize;
import java.util.Optional;

/**
 * All events of a recording.
 *
 * @param events in their order, as recorded
 * @param tally counts of what was decoded and of what was left out
 * @param sensor the size of the sensor, if the recording says it
 */
public record WholeRecording(EventBlock events, EventTally tally, Optional<SensorSize> sensor) {}
