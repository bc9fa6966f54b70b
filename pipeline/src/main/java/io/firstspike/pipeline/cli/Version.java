package io.firstspike.pipeline.cli;

import io.firstspike.engine.network.Provenance;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      Provenance.SOFTWARE, "Java " + System.getProperty("java.version") + ", ${os.name} ${os.arch}"
    };
  }
}
