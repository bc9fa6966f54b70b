package io.firstspike.engine.network;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Counts the operations that a network takes to classify images. Not thread-safe. */
@API(status = Status.MAINTAINED)
public final class OperationCounter {

  private final Network network;
  private final Classifier classifier;
  private final List<int[]> reached = new ArrayList<>();
  private final long dense;

  /** Creates a counter for {@code network}. */
  public OperationCounter(Network network) {
    this.network = network;
    this.classifier = new Classifier(network);
    long synapses = 0;
    for (int layer = 0; layer < network.spec().layers(); layer++) {
      Convolution convolution = network.convolution(layer);
      reached.add(reachedLocations(convolution));
      synapses += (long) convolution.output().size() * convolution.fan();
    }
    this.dense = synapses;
  }

  /**
   * For each location of the layer's input, the number of the layer's locations that a spike there
   * reaches.
   */
  private static int[] reachedLocations(Convolution convolution) {
    int[] reached = new int[convolution.input().locations()];
    for (int location = 0; location < reached.length; location++) {
      int row = location / convolution.input().width();
      int column = location % convolution.input().width();
      reached[location] = convolution.reaches(row, column);
    }
    return reached;
  }

  /** Classifies {@code image} and counts the operations. */
  public OperationCount measure(Image image) {
    classifier.label(image);
    // The decision layer may be connected to several layers, so spikes are counted where they
    // arise.
    long spikes = classifier.borrowInput(0).count();
    for (int layer = 0; layer < network.spec().features().size(); layer++) {
      spikes += classifier.borrowOutput(layer).count();
    }
    long operations = 0;
    for (int layer = 0; layer < reached.size(); layer++) {
      Volley input = classifier.borrowInput(layer);
      int[] locations = reached.get(layer);
      long sum = 0;
      for (int i = 0; i < input.count(); i++) {
        sum += locations[input.spike(i) % locations.length];
      }
      operations += sum * network.convolution(layer).output().maps();
    }
    return new OperationCount(1, spikes, operations, dense, network.spec().encoding().steps());
  }
}
