package io.firstspike.bench.continual;

import com.github.javacliparser.SerializeUtils;
import com.yahoo.labs.samoa.instances.Attribute;
import com.yahoo.labs.samoa.instances.DenseInstance;
import com.yahoo.labs.samoa.instances.Instance;
import com.yahoo.labs.samoa.instances.Instances;
import com.yahoo.labs.samoa.instances.InstancesHeader;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import moa.classifiers.AbstractClassifier;
import moa.core.Utils;

/** Learns with a classifier of MOA, from numbers that describe the images. */
final class MoaLearner implements OnlineLearner {

  private final AbstractClassifier classifier;
  private final Attributes attributes;
  private final Instances header;
  private Instance instance;

  /**
   * Makes a learner that knows nothing yet.
   *
   * @param classifier with its options set; not to be shared
   * @param classes the names of the classes
   * @param seed draws what is random in it
   */
  MoaLearner(AbstractClassifier classifier, Attributes attributes, List<String> classes, int seed) {
    this.classifier = classifier;
    this.attributes = attributes;
    ArrayList<Attribute> described = new ArrayList<>();
    for (int i = 0; i < attributes.count(); i++) {
      described.add(new Attribute("a" + i));
    }
    described.add(new Attribute("class", classes));
    Instances empty = new Instances("images", described, 0);
    empty.setClassIndex(attributes.count());
    this.header = new InstancesHeader(empty);
    classifier.setRandomSeed(seed);
    classifier.prepareForUse();
    classifier.setModelContext(new InstancesHeader(empty));
    classifier.resetLearning();
  }

  /** Decides as MOA's own evaluation does: for the first of the classes with the most votes. */
  @Override
  public int decide(Image image) {
    double[] values = new double[attributes.count() + 1];
    attributes.describe(image, values);
    instance = new DenseInstance(1, values);
    instance.setDataset(header);
    return Utils.maxIndex(classifier.getVotesForInstance(instance));
  }

  @Override
  public void learn(int label) {
    instance.setClassValue(label);
    classifier.trainOnInstance(instance);
  }

  /** The length of the classifier in Java's serial form. */
  @Override
  public LearnerState state() {
    OptionalLong bytes;
    try {
      bytes = OptionalLong.of(SerializeUtils.measureObjectByteSize(classifier));
    } catch (Exception e) {
      bytes = OptionalLong.empty();
    }
    return new LearnerState(bytes, OptionalLong.empty(), Optional.empty());
  }
}
