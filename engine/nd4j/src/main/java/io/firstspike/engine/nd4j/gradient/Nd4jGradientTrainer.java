package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.nd4j.runtime.MachineCode;
import io.firstspike.engine.nd4j.runtime.Memory;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.GradientTrainer;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trains networks by gradients that SameDiff of ND4J finds, on this machine's processor. */
@API(status = Status.MAINTAINED)
public final class Nd4jGradientTrainer implements GradientTrainer {

  private final MachineCode machineCode = MachineCode.ofThisJvm();

  @Override
  public Optional<String> obstacle() {
    return machineCode.obstacle();
  }

  @Override
  public void prepare(Consumer<String> progress) {
    machineCode.load(progress);
  }

  @Override
  public Graph train(GradientSpec spec, LabelledImages images, long seed, Listener listener) {
    if (images.size() == 0) {
      throw new IllegalArgumentException("there are no images to learn from");
    }
    machineCode.load(line -> {});
    return Memory.within(() -> trained(spec, images, seed, listener));
  }

  private static Graph trained(
      GradientSpec spec, LabelledImages images, long seed, Listener listener) {
    int batch = Math.min(spec.training().batch(), images.size());
    try (GradientLesson lesson = GradientLesson.begin(spec, batch, seed, false, DataType.FLOAT)) {
      learn(spec, images, batch, seed, lesson, listener);
      return FoldedGraph.of(spec, lesson.parameters(), lesson.statistics());
    }
  }

  /** Lets a network learn for all epochs. */
  static void learn(
      GradientSpec spec,
      LabelledImages images,
      int batch,
      long seed,
      GradientLesson lesson,
      Listener listener) {
    int epochs = spec.training().epochs();
    int steps = Math.multiplyExact(epochs, images.size() / batch);
    Optimiser optimiser =
        new Optimiser(lesson.parameters(), new CosineSchedule(spec.training().rate(), steps));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      MiniBatches batches = new MiniBatches(spec, images, batch, DataType.FLOAT, seed, epoch);
      double loss = 0;
      int right = 0;
      for (int i = 0; i < batches.count(); i++) {
        Map<String, INDArray> feed = batches.feed(i);
        GradientLesson.Outcome outcome = lesson.learn(feed, optimiser);
        loss += outcome.loss();
        right += right(outcome.counts(), batches.right());
        int done = (i + 1) * batch;
        listener.learned(
            epoch, done, batches.count() * batch, loss / (i + 1), (double) right / done);
      }
    }
  }

  private static int right(INDArray counts, int[] labels) {
    INDArray highest = counts.argMax(1);
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += highest.getInt(i) == labels[i] ? 1 : 0;
    }
    return right;
  }
}
