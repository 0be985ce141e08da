import type { IAMClient } from '@aws-sdk/client-iam';
import type { STSClient } from '@aws-sdk/client-sts';
import type {
  AccessKey,
  CallerIdentity,
  IamRole,
  IamUser,
  Identity,
  PolicyDocument,
} from '../ports/identity.ts';
import type { Opened } from '../ports/opened.ts';
import { type AwsOptions, clientOptions, orAbsent, sendOptions, watchRetries } from './aws-client.ts';

type IamSdk = typeof import('@aws-sdk/client-iam');
type StsSdk = typeof import('@aws-sdk/client-sts');

/** IAM's name of the error for whatever does not exist. */
const ABSENT = ['NoSuchEntity', 'NoSuchEntityException'];

/** IAM and STS through the AWS SDK. The drivers are loaded and the clients made at the first request. */
export function createIdentity(options: AwsOptions): Opened<Identity> {
  const identity = new AwsIdentity(options);
  return { port: identity, close: () => identity.close() };
}

class AwsIdentity implements Identity {
  readonly #options: AwsOptions;
  #iam: Promise<{ sdk: IamSdk; client: IAMClient }> | undefined;
  #sts: Promise<{ sdk: StsSdk; client: STSClient }> | undefined;

  constructor(options: AwsOptions) {
    this.#options = options;
  }

  async whoAmI(signal?: AbortSignal): Promise<CallerIdentity> {
    const { sdk, client } = await this.#openSts();
    const caller = await client.send(new sdk.GetCallerIdentityCommand({}), sendOptions(signal));
    return { account: caller.Account ?? '', arn: caller.Arn ?? '', userId: caller.UserId ?? '' };
  }

  async user(name: string, signal?: AbortSignal): Promise<IamUser | undefined> {
    const { sdk, client } = await this.#openIam();
    const UserName = name;
    const found = await orAbsent(
      client.send(new sdk.GetUserCommand({ UserName }), sendOptions(signal)),
      ...ABSENT,
    );
    if (found === undefined) return undefined;
    const [policies, inline, keys] = await Promise.all([
      client.send(new sdk.ListAttachedUserPoliciesCommand({ UserName }), sendOptions(signal)),
      client.send(new sdk.ListUserPoliciesCommand({ UserName }), sendOptions(signal)),
      client.send(new sdk.ListAccessKeysCommand({ UserName }), sendOptions(signal)),
    ]);
    return {
      name,
      arn: found.User?.Arn ?? '',
      attachedPolicies: (policies.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
      inlinePolicies: inline.PolicyNames ?? [],
      accessKeys: (keys.AccessKeyMetadata ?? []).flatMap(({ AccessKeyId, Status }) =>
        AccessKeyId === undefined ? [] : [{ accessKeyId: AccessKeyId, active: Status === 'Active' }],
      ),
      tags: tagsOf(found.User?.Tags),
    };
  }

  async userPolicy(user: string, policy: string, signal?: AbortSignal): Promise<PolicyDocument | undefined> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.GetUserPolicyCommand({ UserName: user, PolicyName: policy });
    const found = await orAbsent(client.send(command, sendOptions(signal)), ...ABSENT);
    return found === undefined ? undefined : parseDocument(found.PolicyDocument);
  }

  async role(name: string, signal?: AbortSignal): Promise<IamRole | undefined> {
    const { sdk, client } = await this.#openIam();
    const RoleName = name;
    const found = await orAbsent(
      client.send(new sdk.GetRoleCommand({ RoleName }), sendOptions(signal)),
      ...ABSENT,
    );
    if (found === undefined) return undefined;
    const { PolicyNames = [] } = await client.send(
      new sdk.ListRolePoliciesCommand({ RoleName }),
      sendOptions(signal),
    );
    const policies = await Promise.all(
      PolicyNames.map(async PolicyName => {
        const policy = await client.send(
          new sdk.GetRolePolicyCommand({ RoleName, PolicyName }),
          sendOptions(signal),
        );
        return [PolicyName, parseDocument(policy.PolicyDocument)] as const;
      }),
    );
    return {
      name,
      arn: found.Role?.Arn ?? '',
      trustPolicy: parseDocument(found.Role?.AssumeRolePolicyDocument),
      inlinePolicies: Object.fromEntries(policies),
      tags: tagsOf(found.Role?.Tags),
    };
  }

  async createUser(
    name: string,
    signal?: AbortSignal,
    tags: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.CreateUserCommand({ UserName: name, ...tagMember(tags) });
    await client.send(command, sendOptions(signal));
  }

  async tagUser(name: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.TagUserCommand({ UserName: name, Tags: tagList(tags) });
    await client.send(command, sendOptions(signal));
  }

  async detachUserPolicy(user: string, policyArn: string, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.DetachUserPolicyCommand({ UserName: user, PolicyArn: policyArn });
    await client.send(command, sendOptions(signal));
  }

  async putUserPolicy(
    user: string,
    policyName: string,
    document: PolicyDocument,
    signal?: AbortSignal,
  ): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const PolicyDocument = JSON.stringify(document);
    const command = new sdk.PutUserPolicyCommand({ UserName: user, PolicyName: policyName, PolicyDocument });
    await client.send(command, sendOptions(signal));
  }

  async deleteUserPolicy(user: string, policyName: string, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.DeleteUserPolicyCommand({ UserName: user, PolicyName: policyName });
    await client.send(command, sendOptions(signal));
  }

  async attachUserPolicy(user: string, policyArn: string, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.AttachUserPolicyCommand({ UserName: user, PolicyArn: policyArn });
    await client.send(command, sendOptions(signal));
  }

  async createAccessKey(user: string, signal?: AbortSignal): Promise<AccessKey> {
    const { sdk, client } = await this.#openIam();
    const { AccessKey: made } = await client.send(
      new sdk.CreateAccessKeyCommand({ UserName: user }),
      sendOptions(signal),
    );
    if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined) {
      throw new Error('IAM answered without an access key.');
    }
    return { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey };
  }

  async deleteAccessKey(user: string, accessKeyId: string, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.DeleteAccessKeyCommand({ UserName: user, AccessKeyId: accessKeyId });
    await client.send(command, sendOptions(signal));
  }

  async deleteUser(name: string, signal?: AbortSignal): Promise<void> {
    const user = await this.user(name, signal);
    if (user === undefined) return;
    const { sdk, client } = await this.#openIam();
    for (const { accessKeyId } of user.accessKeys) await this.deleteAccessKey(name, accessKeyId, signal);
    for (const arn of user.attachedPolicies) await this.detachUserPolicy(name, arn, signal);
    for (const policy of user.inlinePolicies) await this.deleteUserPolicy(name, policy, signal);
    await client.send(new sdk.DeleteUserCommand({ UserName: name }), sendOptions(signal));
  }

  async createRole(
    name: string,
    trustPolicy: PolicyDocument,
    description: string,
    signal?: AbortSignal,
    tags: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { sdk, client } = await this.#openIam();
    await client.send(
      new sdk.CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy),
        Description: description,
        ...tagMember(tags),
      }),
      sendOptions(signal),
    );
  }

  async tagRole(name: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#openIam();
    const command = new sdk.TagRoleCommand({ RoleName: name, Tags: tagList(tags) });
    await client.send(command, sendOptions(signal));
  }

  async putRolePolicy(
    role: string,
    policyName: string,
    document: PolicyDocument,
    signal?: AbortSignal,
  ): Promise<void> {
    const { sdk, client } = await this.#openIam();
    await client.send(
      new sdk.PutRolePolicyCommand({
        RoleName: role,
        PolicyName: policyName,
        PolicyDocument: JSON.stringify(document),
      }),
      sendOptions(signal),
    );
  }

  async updateTrustPolicy(role: string, trustPolicy: PolicyDocument, signal?: AbortSignal): Promise<void> {
    const { sdk, client } = await this.#openIam();
    await client.send(
      new sdk.UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: JSON.stringify(trustPolicy) }),
      sendOptions(signal),
    );
  }

  async deleteRole(name: string, signal?: AbortSignal): Promise<void> {
    const role = await this.role(name, signal);
    if (role === undefined) return;
    const { sdk, client } = await this.#openIam();
    for (const PolicyName of Object.keys(role.inlinePolicies)) {
      await client.send(new sdk.DeleteRolePolicyCommand({ RoleName: name, PolicyName }), sendOptions(signal));
    }
    const { AttachedPolicies = [] } = await client.send(
      new sdk.ListAttachedRolePoliciesCommand({ RoleName: name }),
      sendOptions(signal),
    );
    for (const { PolicyArn } of AttachedPolicies) {
      await client.send(new sdk.DetachRolePolicyCommand({ RoleName: name, PolicyArn }), sendOptions(signal));
    }
    await client.send(new sdk.DeleteRoleCommand({ RoleName: name }), sendOptions(signal));
  }

  async close(): Promise<void> {
    const [iam, sts] = await Promise.all([this.#iam, this.#sts]);
    this.#iam = undefined;
    this.#sts = undefined;
    iam?.client.destroy();
    sts?.client.destroy();
  }

  #openIam(): Promise<{ sdk: IamSdk; client: IAMClient }> {
    this.#iam ??= import('@aws-sdk/client-iam').then(sdk => {
      const client = new sdk.IAMClient(clientOptions(this.#options));
      watchRetries(client, 'iam', this.#options.onRetry);
      return { sdk, client };
    });
    return this.#iam;
  }

  #openSts(): Promise<{ sdk: StsSdk; client: STSClient }> {
    this.#sts ??= import('@aws-sdk/client-sts').then(sdk => {
      const client = new sdk.STSClient(clientOptions(this.#options));
      watchRetries(client, 'sts', this.#options.onRetry);
      return { sdk, client };
    });
    return this.#sts;
  }
}

interface Tag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

function tagsOf(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])),
  );
}

function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Nothing at all without tags: whoever makes an untagged user needs no right to tag. */
function tagMember(tags: Readonly<Record<string, string>>): { Tags?: { Key: string; Value: string }[] } {
  return Object.keys(tags).length === 0 ? {} : { Tags: tagList(tags) };
}

/** IAM sends policy documents URL-encoded. */
function parseDocument(encoded: string | undefined): PolicyDocument {
  return encoded === undefined ? {} : (JSON.parse(decodeURIComponent(encoded)) as PolicyDocument);
}
