package io.firstspike.bench.readout;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** A linear classifier: softmax, AdaGrad, one pass in the order of the examples (Tribuo). */
final class Softmax {

  /** A first choice, not tuned: it held up on the last 5,000 training digits. */
  private static final double LEARNING_RATE = 0.05;

  private static final double EPSILON = 0.1;

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private Softmax() {}

  /** Learns {@code examples}; the result says which label a vector belongs to. */
  static ToIntFunction<FeatureVector> learn(Examples examples, long seed) {
    LabelFactory labels = new LabelFactory();
    MutableDataset<Label> dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("features", labels), labels);
    for (int i = 0; i < examples.size(); i++) {
      Label label = new Label(Integer.toString(examples.labels()[i]));
      dataset.add(example(label, examples.vectors().get(i)));
    }
    LinearSGDTrainer trainer =
        new LinearSGDTrainer(
            new LogMulticlass(), new AdaGrad(LEARNING_RATE, EPSILON), 1, -1, 1, seed);
    trainer.setShuffle(false);
    TRIBUO.setLevel(Level.WARNING);
    Model<Label> model = trainer.train(dataset);
    return vector ->
        Integer.parseInt(
            model.predict(example(LabelFactory.UNKNOWN_LABEL, vector)).getOutput().getLabel());
  }

  private static Example<Label> example(Label label, FeatureVector vector) {
    String[] names =
        Arrays.stream(vector.columns())
            .mapToObj(column -> String.format(Locale.ROOT, "%06d", column))
            .toArray(String[]::new);
    double[] values = new double[names.length];
    Arrays.setAll(values, i -> vector.values()[i]);
    return new ArrayExample<>(label, names, values);
  }
}
