package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.LayerSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batches of an epoch: examples in an order of the epoch's own, varied as the spec says. What
 * the last batch would lack is left out of the epoch.
 */
final class MiniBatches {

  private static final int ORDER = 2;
  private static final int VARIATION = 3;

  private final GradientSpec spec;
  private final LabelledImages images;
  private final int size;
  private final DataType type;
  private final int[] order;
  private final Random variation;
  private int[] right;

  /**
   * Begins an epoch.
   *
   * @param size examples of a batch, at most as many as there are images
   */
  MiniBatches(
      GradientSpec spec, LabelledImages images, int size, DataType type, long seed, int epoch) {
    this.spec = spec;
    this.images = images;
    this.size = size;
    this.type = type;
    this.order = shuffled(images.size(), SeededRandom.of(seed, ORDER, epoch));
    this.variation = SeededRandom.of(seed, VARIATION, epoch);
  }

  private static int[] shuffled(int count, Random random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }

  int count() {
    return order.length / size;
  }

  /** The places of the right labels of the latest batch. */
  int[] right() {
    return right;
  }

  /** What a graph is fed with for a batch. Batches are to be taken in turn. */
  Map<String, INDArray> feed(int batch) {
    Shape shape = spec.input().shape();
    int labels = spec.decision().labels().size();
    float[] intensities = new float[size * shape.size()];
    float[] targets = new float[size * labels];
    right = new int[size];
    for (int i = 0; i < size; i++) {
      int index = order[batch * size + i];
      Image image = images.image(index);
      right[i] = place(image, index);
      targets[i * labels + right[i]] = 1;
      write(image, intensities, i * shape.size());
    }
    Map<String, INDArray> feed = new HashMap<>();
    feed.put(Names.IMAGES, array(intensities, size, shape.maps(), shape.height(), shape.width()));
    feed.put(Names.TARGETS, array(targets, size, labels));
    for (int i = 0; i < spec.layers().size(); i++) {
      if (spec.layers().get(i) instanceof LayerSpec.Dropout dropout) {
        feed.put(Names.mask(i), mask(i, dropout.share()));
      }
    }
    return feed;
  }

  private INDArray array(float[] values, long... dimensions) {
    return Nd4j.createFromArray(values).reshape(dimensions).castTo(type);
  }

  private int place(Image image, int index) {
    Shape shape = spec.input().shape();
    if (!new Shape(image.channels(), image.height(), image.width()).equals(shape)) {
      throw new IllegalArgumentException(
          "image "
              + index
              + " is "
              + image.dimensions()
              + ", and network "
              + spec.name()
              + " takes "
              + shape.height()
              + "x"
              + shape.width()
              + (shape.maps() == 1 ? " grey" : " colour"));
    }
    int place = spec.decision().labels().indexOf(images.label(index));
    if (place < 0) {
      throw new IllegalArgumentException(
          "image "
              + index
              + " has label "
              + images.label(index)
              + ", and network "
              + spec.name()
              + " knows "
              + spec.decision().labels()
              + ": change decision.labels");
    }
    return place;
  }

  private void write(Image image, float[] into, int at) {
    int shift = spec.training().shift();
    boolean flip = spec.training().flip() && variation.nextBoolean();
    if (shift == 0 && !flip) {
      FrameCoding.intensities(image, into, at);
      return;
    }
    Shape shape = spec.input().shape();
    float[] plain = new float[shape.size()];
    FrameCoding.intensities(image, plain, 0);
    int down = variation.nextInt(2 * shift + 1) - shift;
    int across = variation.nextInt(2 * shift + 1) - shift;
    for (int map = 0; map < shape.maps(); map++) {
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          int fromRow = row + down;
          int fromColumn = (flip ? shape.width() - 1 - column : column) + across;
          if (fromRow >= 0
              && fromRow < shape.height()
              && fromColumn >= 0
              && fromColumn < shape.width()) {
            into[at + shape.index(map, row, column)] = plain[shape.index(map, fromRow, fromColumn)];
          }
        }
      }
    }
  }

  private INDArray mask(int layer, double share) {
    long[] dimensions = SpikingGraph.mask(spec, layer, size);
    float[] mask = new float[size * spec.shapes().get(layer).size()];
    float kept = (float) (1 / (1 - share));
    for (int i = 0; i < mask.length; i++) {
      mask[i] = variation.nextDouble() < share ? 0 : kept;
    }
    return array(mask, dimensions);
  }
}
