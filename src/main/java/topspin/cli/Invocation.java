package topspin.cli;

import java.io.File;

/**
 * How the user starts this program. Everything that is said here says {@value #CHECKOUT}, which is the command of a checkout;
 * whoever unpacked a distribution types another one.
 */
final class Invocation {
    private static final String CHECKOUT = "./topspin";
    /** Set by the launcher: the command as a shell takes it. */
    private static final String PROPERTY = "topspin.command";

    private Invocation() {
    }

    /** The text with the commands that this user can type. */
    static String typed(String text) {
        return text.replace(CHECKOUT, command());
    }

    private static String command() {
        String classPath = System.getProperty("java.class.path");
        boolean bareJar = classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
        return System.getProperty(PROPERTY, bareJar ? "java -jar " + Suggestions.quoted(classPath) : CHECKOUT);
    }
}
