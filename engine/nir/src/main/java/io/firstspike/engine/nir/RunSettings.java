package io.firstspike.engine.nir;

import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Settings that an imported graph is run with, which a NIR file does not say.
 *
 * @param timeStep length of a time step in the unit of the graph's time constants, seconds
 * @param decision how a decision is read from the output
 * @param labels what the elements of the output stand for, in their order
 * @param frames how a frame is shown
 * @param eventMicroseconds how much of a recording of events is summed for a time step
 */
@API(status = Status.MAINTAINED)
public record RunSettings(
    double timeStep,
    ReadOut decision,
    List<String> labels,
    FrameCoding frames,
    long eventMicroseconds) {

  public RunSettings {
    labels = List.copyOf(labels);
  }
}
