package io.firstspike.engine.nd4j.gradient;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/** Adam, on all parameters of a network. */
final class Optimiser {

  private final Map<String, INDArray> parameters;
  private final Map<String, GradientUpdater<?>> updaters = new LinkedHashMap<>();
  private int step;

  /**
   * Creates one.
   *
   * @param parameters what {@link #step} changes
   */
  Optimiser(Map<String, INDArray> parameters, ISchedule rate) {
    this.parameters = parameters;
    Adam adam = new Adam(rate);
    parameters.forEach(
        (name, values) ->
            updaters.put(
                name,
                adam.instantiate(
                    Nd4j.create(values.dataType(), 1, adam.stateSize(values.length())), true)));
  }

  /** Changes the parameters against their gradients. */
  void step(Map<String, INDArray> gradients) {
    parameters.forEach(
        (name, values) -> {
          INDArray change = gradients.get(name).dup('c');
          updaters.get(name).applyUpdater(change.reshape(1, change.length()), step, 0);
          values.subi(change);
        });
    step++;
  }
}
