/**
 * Code of others that is added to a program that is running: JARs, where they are looked for, and the providers in them. On
 * the ground floor: every room that can be extended asks here for what was added.
 */
package topspin.plugin;
