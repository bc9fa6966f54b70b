/** The command that converts recordings of event cameras. */
package io.firstspike.pipeline.app.convert;
