package io.firstspike.engine.nd4j;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.backend.Lesson;
import io.firstspike.engine.nd4j.learn.DenseLesson;
import io.firstspike.engine.nd4j.network.DenseInference;
import io.firstspike.engine.nd4j.runtime.MachineCode;
import io.firstspike.engine.nd4j.runtime.Memory;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Executes and trains networks as tensor operations of ND4J, on this machine's processor. It is the
 * statement of the engine's semantics in tensors, and slower than {@code cpu}: no one gets it who
 * has not asked for it by name.
 */
@API(status = Status.MAINTAINED)
public final class Nd4jBackend implements Backend {

  /** Below {@code cpu}, which can do whatever this can. */
  private static final int RANK = -1;

  private final Nd4jSettings settings;
  private final MachineCode machineCode;

  /** The backend with its default settings. */
  public Nd4jBackend() {
    this(Nd4jSettings.DEFAULT, MachineCode.ofThisJvm());
  }

  public Nd4jBackend(Nd4jSettings settings, MachineCode machineCode) {
    this.settings = settings;
    this.machineCode = machineCode;
  }

  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Optional<String> obstacle() {
    return machineCode.obstacle();
  }

  @Override
  public Optional<String> unsupported(NetworkSpec spec) {
    return Backend.onlyFirstSpikes(spec);
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public int batchSize() {
    return settings.batch();
  }

  @Override
  public List<String> devices() {
    return machineCode.obstacle().isPresent() ? List.of() : List.of(machineCode.describe());
  }

  @Override
  public void prepare(Consumer<String> progress) {
    machineCode.load(progress);
  }

  @Override
  public Backend with(String text) {
    return new Nd4jBackend(Nd4jSettings.parse(text), machineCode);
  }

  @Override
  public Inference open(Network network) {
    machineCode.load(line -> {});
    return Memory.within(() -> new DenseInference(network, settings.batch()));
  }

  @Override
  public Optional<Lesson> lesson(Network network, Progress progress) {
    machineCode.load(line -> {});
    return Optional.of(Memory.within(() -> new DenseLesson(network, progress, settings.batch())));
  }
}
