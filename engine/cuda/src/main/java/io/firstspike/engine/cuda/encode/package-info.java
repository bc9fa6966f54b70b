/** From pixels to spikes on the device. */
package io.firstspike.engine.cuda.encode;
