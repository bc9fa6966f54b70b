package io.firstspike.engine.diagnosis;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What was measured while a sample was shown to a network.
 *
 * @param data the data set and its encoding
 * @param layers the feature layers, first to last
 * @param decision the decision layer
 */
@API(status = Status.MAINTAINED)
public record Examination(DataSigns data, List<LayerSigns> layers, DecisionSigns decision) {

  public Examination {
    layers = List.copyOf(layers);
  }

  /**
   * Examines a network that has learned nothing yet: it learns from the sample first, for at most
   * so many frames a layer, then from the sample's labels once.
   *
   * @param data examples in random order, so that the first of them are a sample
   */
  public static Examination ofTrial(
      NetworkSpec spec, long seed, LabelledStimuli data, Effort effort) {
    Sample taught = Sample.of(spec, data, effort.taught());
    Sample sample = taught.first(effort.stimuli());
    Trial trial = Trial.of(spec, seed, taught, sample.size(), effort.frames());
    return new Examination(
        DataExaminer.signs(spec, data, sample, effort.compared()),
        trial.layers(),
        trial.learner().progress().labels() == 0
            ? DecisionSigns.none(spec)
            : DecisionExaminer.signs(trial.learner().serving(), sample));
  }

  /**
   * Examines a model as it is.
   *
   * @param data examples in random order, so that the first of them are a sample
   */
  public static Examination of(Model model, LabelledStimuli data, Effort effort) {
    NetworkSpec spec = model.spec();
    Network network = model.serving();
    Sample sample = Sample.of(network, data, effort.stimuli());
    return new Examination(
        DataExaminer.signs(spec, data, sample, effort.compared()),
        Trial.examined(network, model.progress(), sample),
        model.progress().labels() == 0
            ? DecisionSigns.none(spec)
            : DecisionExaminer.signs(network, sample));
  }
}
