/** Deployment: images and manifests, which this module's tests check; it has no classes. */
package io.firstspike.deploy;
