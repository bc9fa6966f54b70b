package io.firstspike.engine.spec.stepped;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of an encoding by a network of neurons that fire many times (IF, LIF, CubaLIF), which is
 * computed in time steps: what its neurons did becomes the first volley. It was trained elsewhere
 * and does not learn here. An image is shown for a number of time steps; of a window of events,
 * each slice is a time step, in which a pixel with events is an input of 1.
 *
 * @param timeStep length of a time step in the unit of the graph's time constants, seconds
 * @param frames how images are shown; null or left out where the network takes events
 * @param read which neurons are read, and how
 * @param graph the network
 */
@API(status = Status.MAINTAINED)
public record SteppedSpec(
    double timeStep,
    @JsonInclude(JsonInclude.Include.NON_NULL) FramesSpec frames,
    ReadSpec read,
    GraphSpec graph) {

  /**
   * Adds the mistakes in this encoding, which is the field {@code at}, to {@code problems}.
   *
   * @param events whether the network takes windows of events
   */
  public void check(String at, boolean events, SpecProblems problems) {
    problems.positive(at + ".timeStep", timeStep);
    if (events && frames != null) {
      problems.add(at + ".frames says how images are shown, but the network takes events");
    } else if (!events && problems.present(at + ".frames", frames)) {
      frames.check(at + ".frames", problems);
    }
    if (problems.present(at + ".read", read)) {
      read.check(at + ".read", problems);
    }
    if (problems.present(at + ".graph", graph)) {
      graph.check(at + ".graph", problems);
    }
  }

  /** The number of maps for each map of the neurons that are read: the levels of the code. */
  public int levels() {
    return read.levels() > 0 ? read.levels() : graph.shape().size();
  }

  /**
   * The shape of the volleys: a set of maps of the neurons that are read for each level.
   *
   * @throws IllegalArgumentException if it exceeds the engine's limit
   */
  public Shape output() {
    Shape neurons = graph.shape();
    return new Shape(
        Math.toIntExact((long) levels() * neurons.maps()), neurons.height(), neurons.width());
  }
}
