package io.firstspike.engine.stepped.network;

import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.stimulus.Raster;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A network at work: decides on one stimulus after the other, each from the beginning. Not
 * thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class SteppedDecider {

  private final Simulation simulation;
  private final ReadOut.Reader reader;

  SteppedDecider(Simulation simulation, ReadOut.Reader reader) {
    this.simulation = simulation;
    this.reader = reader;
  }

  /** Decides on one stimulus. */
  public SteppedDecision decide(Raster stimulus) {
    reader.begin();
    stimulus.showTo(simulation, step -> reader.read());
    return reader.decision();
  }
}
