/** Learning on the device, example after example in their order. */
package io.firstspike.engine.cuda.learn;
