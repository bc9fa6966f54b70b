package io.firstspike.engine.network;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.HiddenNeurons;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Counts the operations that a network takes to classify stimuli. Not thread-safe. */
@API(status = Status.MAINTAINED)
public final class OperationCounter {

  private final Network network;
  private final Classifier classifier;
  private final List<SynapticOperations> layers = new ArrayList<>();
  private final Optional<HiddenNeurons> hidden;

  /** Of the decision layer's input. */
  private final SynapticOperations beforeDecision;

  private final long dense;

  /** Creates a counter for {@code network}. */
  public OperationCounter(Network network) {
    this.network = network;
    this.classifier = new Classifier(network);
    long synapses = 0;
    for (int layer = 0; layer < network.spec().layers(); layer++) {
      Convolution convolution = network.convolution(layer);
      layers.add(new SynapticOperations(convolution));
      synapses += (long) convolution.output().size() * convolution.fan();
    }
    this.hidden = network.hiddenNeurons(InnerLoops.fastest().weights());
    this.beforeDecision = new SynapticOperations(network.beforeDecision());
    if (hidden.isPresent()) {
      synapses += (long) network.beforeDecision().output().maps() * network.beforeDecision().fan();
    }
    this.dense = synapses;
  }

  /** Classifies {@code stimulus} and counts the operations. */
  public OperationCount measure(Stimulus stimulus) {
    classifier.label(stimulus);
    // The decision layer may be connected to several layers, so spikes are counted where they
    // arise.
    long spikes = classifier.borrowInput(0).count();
    for (int layer = 0; layer < network.spec().features().size(); layer++) {
      spikes += classifier.borrowOutput(layer).count();
    }
    long operations = 0;
    for (int layer = 0; layer < layers.size() - 1; layer++) {
      operations += layers.get(layer).of(classifier.borrowInput(layer));
    }
    Volley evidence = classifier.borrowInput(layers.size() - 1);
    operations += beforeDecision.of(evidence);
    if (hidden.isPresent()) {
      Volley fired = hidden.get().fire(evidence);
      spikes += fired.count();
      operations += layers.get(layers.size() - 1).of(fired);
    }
    return new OperationCount(1, spikes, operations, dense, network.spec().encoding().steps());
  }
}
