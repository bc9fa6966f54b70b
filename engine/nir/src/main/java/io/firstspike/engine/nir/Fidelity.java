package io.firstspike.engine.nir;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Agreement of the decisions of a network and of its graph.
 *
 * @param images images that both were shown
 * @param agreeing images on which both decided for the same label, or both for none
 * @param networkRight images on which the network was right
 * @param graphRight images on which the graph was right
 */
@API(status = Status.MAINTAINED)
public record Fidelity(int images, int agreeing, int networkRight, int graphRight) {

  /** Images that are encoded before they are decided on, so that not all are kept. */
  private static final int BATCH = 64;

  /**
   * Shows the first images to both.
   *
   * @param graph the network's
   * @param count of images at most
   */
  public static Fidelity of(
      Network network, FirstSpikeGraph graph, LabelledImages images, int count, int threads) {
    SteppedNetwork stepped =
        SteppedNetwork.of(graph.graph(), new TimeStep(1), graph.readOut(), NetworkLimit.NONE);
    Classifier classifier = new Classifier(network);
    List<String> labels = graph.labels();
    int all = Math.min(count, images.size());
    int agreeing = 0;
    int networkRight = 0;
    int graphRight = 0;
    for (int begin = 0; begin < all; begin += BATCH) {
      List<Raster> rasters = new ArrayList<>();
      for (int i = begin; i < Math.min(all, begin + BATCH); i++) {
        rasters.add(FirstSpikeGraph.raster(classifier.encode(images.image(i))));
      }
      List<SteppedDecision> decisions = stepped.decide(rasters, threads);
      for (int i = 0; i < rasters.size(); i++) {
        String right = images.label(begin + i);
        String one = classifier.name(classifier.classify(images.image(begin + i)));
        int label = decisions.get(i).label();
        String other = label < 0 ? "silent" : labels.get(label);
        agreeing += one.equals(other) ? 1 : 0;
        networkRight += one.equals(right) ? 1 : 0;
        graphRight += other.equals(right) ? 1 : 0;
      }
    }
    return new Fidelity(all, agreeing, networkRight, graphRight);
  }

  /** The share of images on which both decided alike; 1 if there are none. */
  public double agreement() {
    return images == 0 ? 1 : (double) agreeing / images;
  }
}
