/** Jobs in this JVM: their start, checkpoints and orderly end. */
package io.firstspike.pipeline.app.launch;
