package io.firstspike.engine.stimulus;

import io.firstspike.engine.spike.Volley;
import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A window of an event camera's events, as the spikes that a network sees of it: the first event of
 * each pixel in each slice ({@link io.firstspike.engine.spec.EventsSpec}).
 *
 * @param spikes slices and planes as maps, x height x width
 * @param begin time of the window's beginning, in units of its clock
 * @param end time of its end, which is not part of it; the latest event's time plus 1, if a marker
 *     has ended it
 * @param events number of events in it, of which some were not the first
 */
@API(status = Status.MAINTAINED)
public record EventWindow(Volley spikes, long begin, long end, long events) implements Stimulus {

  /** Checks that the numbers fit each other. */
  public EventWindow {
    Objects.requireNonNull(spikes, "spikes");
    if (events < spikes.count()) {
      throw new IllegalArgumentException(
          events + " events cannot give " + spikes.count() + " spikes");
    }
  }
}
