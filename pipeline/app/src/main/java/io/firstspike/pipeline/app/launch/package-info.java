/** Jobs in this JVM: their start, their checkpoints, their orderly end. */
package io.firstspike.pipeline.app.launch;
