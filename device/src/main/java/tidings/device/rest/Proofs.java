package tidings.device.rest;

import tidings.device.core.Devices.Proof;
import tidings.device.core.Refusal;
import tools.jackson.databind.node.ObjectNode;

/// Credentials as the API writes them.
final class Proofs {

    private Proofs() {}

    /// What an object with `credentialsType`, `credentialsId` and `credentialsValue` says.
    ///
    /// @throws Refusal if it says nothing that can be used
    static Proof of(ObjectNode body) {
        String type = Answers.text(body, "credentialsType");
        String id = Answers.text(body, "credentialsId");
        if (type == null || !type.equals("ACCESS_TOKEN")) {
            throw Refusal.badRequest("Device credentials type should be specified!");
        }
        if (id == null || id.isEmpty()) {
            throw Refusal.badRequest("Device credentials id should be specified!");
        }
        return Proof.token(id);
    }
}
