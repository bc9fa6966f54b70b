package io.firstspike.bench;

import io.firstspike.engine.encode.LabelledImages;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spike.Volley;
import java.util.Locale;
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

/**
 * A linear classifier (softmax, AdaGrad, one pass in the order of the data) on which neurons of the
 * last feature layer fired: how good the features are, whatever learns on top of them.
 */
final class LinearReadOut {

  /** A first choice, not tuned: it held up on the last 5,000 training digits. */
  private static final double LEARNING_RATE = 0.05;

  private static final double EPSILON = 0.1;

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private final Classifier classifier;
  private final String[] names;
  private final LabelFactory labels = new LabelFactory();

  LinearReadOut(Network network) {
    this.classifier = new Classifier(network);
    int decision = network.spec().features().size();
    this.names = new String[network.convolution(decision).input().size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = String.format(Locale.ROOT, "%06d", i);
    }
  }

  /** Learns from all of {@code images} once. */
  Model<Label> learn(LabelledImages images, long seed) {
    MutableDataset<Label> features =
        new MutableDataset<>(new SimpleDataSourceProvenance("features", labels), labels);
    for (int i = 0; i < images.size(); i++) {
      features.add(example(images, i));
    }
    LinearSGDTrainer trainer =
        new LinearSGDTrainer(
            new LogMulticlass(), new AdaGrad(LEARNING_RATE, EPSILON), 1, -1, 1, seed);
    trainer.setShuffle(false);
    TRIBUO.setLevel(Level.WARNING);
    return trainer.train(features);
  }

  /** The fraction of {@code images} that {@code model} labels right. */
  double accuracy(Model<Label> model, LabelledImages images) {
    int correct = 0;
    for (int i = 0; i < images.size(); i++) {
      String said = model.predict(example(images, i)).getOutput().getLabel();
      correct += said.equals(images.label(i)) ? 1 : 0;
    }
    return (double) correct / images.size();
  }

  private Example<Label> example(LabelledImages images, int index) {
    Volley volley = classifier.evidence(classifier.encode(images.image(index)));
    byte[] latencies = volley.latencies();
    String[] fired = new String[volley.count()];
    double[] ones = new double[fired.length];
    for (int i = 0, next = 0; i < latencies.length; i++) {
      if (latencies[i] < volley.steps()) {
        ones[next] = 1;
        fired[next++] = names[i];
      }
    }
    return new ArrayExample<>(new Label(images.label(index)), fired, ones);
  }
}
