package topspin.env;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The bytes that an environment, or several, saved. */
public record SavedState(byte[] bytes) {

    public static SavedState of(Environment environment) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        environment.save(new DataOutputStream(out));
        return new SavedState(out.toByteArray());
    }

    public static SavedState of(VectorEnvironment environments) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        environments.save(new DataOutputStream(out));
        return new SavedState(out.toByteArray());
    }

    public void restore(Environment environment) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        environment.restore(in);
        requireEnd(in);
    }

    public void restore(VectorEnvironment environments) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        environments.restore(in);
        requireEnd(in);
    }

    private static void requireEnd(DataInputStream in) throws IOException {
        if (in.available() != 0) {
            throw new AssertionError(in.available() + " bytes were saved and not restored");
        }
    }
}
