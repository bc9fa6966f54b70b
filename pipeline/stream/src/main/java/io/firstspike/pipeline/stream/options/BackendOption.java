package io.firstspike.pipeline.stream.options;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.spec.NetworkSpec;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Option for what executes networks. */
public final class BackendOption {

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = Backends.CPU,
      description =
          "What executes the network: cpu; cuda, an NVIDIA GPU, with settings or without, such as"
              + " cuda:memory=8g,device=1; nd4j, in tensors, if that module is there; or auto for the fastest that this machine can use, in"
              + " whose place cpu goes on if it fails. The results are the same (default:"
              + " ${DEFAULT-VALUE}). firstspike backends lists them.")
  private String backend;

  /** The name that the user gave. */
  public String name() {
    return backend;
  }

  /**
   * The backend for networks of {@code spec} on this machine, ready to execute them.
   *
   * @param progress takes lines for users, if making it ready takes long
   * @throws BackendException if it cannot execute them here
   */
  public Backend choose(NetworkSpec spec, Consumer<String> progress) {
    Backend chosen = Backends.choose(backend, spec);
    Backends.passedOver(backend, spec).forEach(progress);
    chosen.prepare(progress);
    return chosen;
  }
}
