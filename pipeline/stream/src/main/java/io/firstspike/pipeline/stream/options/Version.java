package io.firstspike.pipeline.stream.options;

import io.firstspike.engine.model.Provenance;
import picocli.CommandLine.IVersionProvider;

/** Lines that {@code --version} prints. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      Provenance.SOFTWARE, "Java " + System.getProperty("java.version") + ", ${os.name} ${os.arch}"
    };
  }
}
