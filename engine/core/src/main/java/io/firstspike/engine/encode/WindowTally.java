package io.firstspike.engine.encode;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Counts of the events that a {@link WindowCutter} has taken, by what became of them.
 *
 * @param used events that lie in a window
 * @param unseen events outside the crop or of a polarity that the network does not see
 * @param filtered events within a refractory time, or without support
 * @param late events of slices whose windows had ended before they came
 * @param outside events at places that the sensor does not have
 * @param restarts times at which the clock went back by more than a window, so that all began anew
 */
@API(status = Status.MAINTAINED)
public record WindowTally(
    long used, long unseen, long filtered, long late, long outside, long restarts) {}
